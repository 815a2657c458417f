/** The contract's `app` area. */
import { platform } from 'node:os';
import { os } from './context.ts';

export const version = '0.1.0';

export const app = os.app.router({
  info: os.app.info.handler(({ context }) => ({
    version,
    workspace: context.workspace.folder,
    platform: platform(),
  })),
  trainer: os.app.trainer.handler(async ({ context }) => {
    const trainer = await context.trainer();
    return 'missing' in trainer ? { ready: false, reason: trainer.missing } : { ready: true };
  }),
  changes: os.app.changes.handler(({ context, signal }) => context.changes.follow(signal)),
  work: {
    list: os.app.work.list.handler(({ context }) => context.works.list()),
    cancel: os.app.work.cancel.handler(({ context, input }) => {
      context.works.cancel(input.id);
    }),
  },
});
