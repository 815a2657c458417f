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
