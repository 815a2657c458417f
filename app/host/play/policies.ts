/** Who can sit in the agent's seat when no person does: opened when first needed, closed with the stage. */
import { openPolicy, type Policy } from '@understudy/engine';
import type { AdmittedTask } from '@understudy/scenarios';
import type { HostContext } from '../context.ts';
import { choiceNamed } from '../episodes/fork.ts';

/** As everywhere where a policy plays a single episode for somebody to look at. */
const TEMPERATURE = 0.7;

export interface Bench {
  /** The policy of that name, opened. Rejects with PolicyError where it cannot be. */
  policy(name: string, signal: AbortSignal): Promise<Policy>;
  close(): Promise<void>;
}

export function createBench({ workspace }: Pick<HostContext, 'workspace'>, task: AdmittedTask): Bench {
  const open = new Map<string, Promise<Policy>>();
  return {
    policy: async (name, signal) => {
      const known = open.get(name);
      if (known !== undefined) return known;
      const choice = choiceNamed(workspace, name);
      const opening = openPolicy({ ...choice, temperature: TEMPERATURE, processes: 1 }, [task], signal);
      open.set(name, opening);
      try {
        return await opening;
      } catch (error) {
        // What could not be opened is not remembered: its file may be put back.
        open.delete(name);
        throw error;
      }
    },
    close: async () => {
      const all = [...open.values()];
      open.clear();
      await Promise.all(all.map(async (opening) => (await opening).close()));
    },
  };
}
