/** The trainer's Python, or what a screen says where there is none. */
import type { HostContext } from '../context.ts';
import { RequestError } from '../errors.ts';

/** Rejects with RequestError where there is none. */
export async function pythonOf(context: HostContext): Promise<string> {
  const trainer = await context.trainer();
  if ('python' in trainer) return trainer.python;
  throw new RequestError(
    'CONFLICT',
    `Training cannot run here: ${trainer.missing}`,
    'Set it up, then start the app again.',
  );
}
