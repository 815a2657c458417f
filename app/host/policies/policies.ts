/** The contract's `policies` area: who can play. */
import { addEndpoint, addGguf, listPolicies, removePolicy, type RegisteredPolicy } from '@understudy/engine';
import { os } from '../context.ts';
import type { PolicyLine } from '../contract/policies.ts';
import { chat } from './chat.ts';

export const policies = os.policies.router({
  list: os.policies.list.handler(({ context }) => listPolicies(context.workspace).map(lineOf)),
  addFile: os.policies.addFile.handler(async ({ context, input }) => {
    const added = await addGguf(context.workspace, input);
    context.changes.announce('policies', added.id);
    return lineOf(added);
  }),
  upload: {
    begin: os.policies.upload.begin.handler(async ({ context, input }) => context.uploads.begin(input)),
    append: os.policies.upload.append.handler(async ({ context, input: { upload, offset, piece } }) =>
      context.uploads.append(upload, offset, await piece.bytes()),
    ),
    finish: os.policies.upload.finish.handler(async ({ context, input }) => {
      const added = await context.uploads.finish(input.upload);
      context.changes.announce('policies', added.id);
      return lineOf(added);
    }),
    cancel: os.policies.upload.cancel.handler(async ({ context, input }) => {
      await context.uploads.cancel(input.upload);
      return undefined;
    }),
  },
  addEndpoint: os.policies.addEndpoint.handler(({ context, input }) => {
    const added = addEndpoint(context.workspace, input);
    context.changes.announce('policies', added.id);
    return lineOf(added);
  }),
  remove: os.policies.remove.handler(({ context, input }) => {
    removePolicy(context.workspace, input.id);
    context.changes.announce('policies', input.id);
    return undefined;
  }),
  chat: os.policies.chat.handler(({ context, input, signal }) => chat(context, input, signal)),
});

function lineOf({ id, title, addedAt, source, state, file, weights }: RegisteredPolicy): PolicyLine {
  return { id, title, addedAt, source, state, file, trainable: weights !== null };
}
