/**
 * Who can sit in the agent's seat when no person does, who lends the simulated user its voice, and who answers the rubrics: each opened
 * when first needed, closed with the stage.
 */
import {
  choiceOf,
  findPolicy,
  judgeOf,
  openPolicy,
  policyVoice,
  type Judge,
  type Policy,
} from '@understudy/engine';
import type { AdmittedTask, Voice } from '@understudy/scenarios';
import type { HostContext } from '../context.ts';
import { choiceNamed } from '../episodes/fork.ts';

/** As everywhere where a policy plays a single episode for somebody to look at. */
const TEMPERATURE = 0.7;

export interface Bench {
  /** The policy of that name, opened. Rejects with PolicyError where it cannot be. */
  policy(name: string, signal: AbortSignal): Promise<Policy>;
  /** The user's voice; null where it speaks in templates. Rejects as `policy` does. */
  voice(signal: AbortSignal): Promise<Voice | null>;
  /** Null where nobody judges. Rejects as `policy` does. */
  judge(signal: AbortSignal): Promise<Judge | null>;
  /** Whether there is somebody to judge. */
  readonly judged: boolean;
  close(): Promise<void>;
}

/** Models by their ids in the registry: scripts neither speak nor read rubrics. */
export interface Helpers {
  readonly voice?: string | undefined;
  readonly judge?: string | undefined;
}

export function createBench(
  { workspace }: Pick<HostContext, 'workspace'>,
  task: AdmittedTask,
  { voice, judge }: Helpers = {},
): Bench {
  const open = new Map<string, Promise<Policy>>();
  const opened = async (
    choice: ReturnType<typeof choiceOf>,
    temperature: number,
    signal: AbortSignal,
  ): Promise<Policy> => {
    const key = `${choice.name}@${String(temperature)}`;
    const known = open.get(key);
    if (known !== undefined) return known;
    const opening = openPolicy({ ...choice, temperature, processes: 1 }, [task], signal);
    open.set(key, opening);
    try {
      return await opening;
    } catch (error) {
      // What could not be opened is not remembered: its file may be put back.
      open.delete(key);
      throw error;
    }
  };
  const model = (id: string): ReturnType<typeof choiceOf> => choiceOf(findPolicy(workspace, id));
  return {
    judged: judge !== undefined,
    policy: async (name, signal) => opened(choiceNamed(workspace, name), TEMPERATURE, signal),
    voice: async (signal) =>
      voice === undefined ? null : policyVoice(await opened(model(voice), TEMPERATURE, signal)),
    // The same rubric gets the same answer.
    judge: async (signal) => (judge === undefined ? null : judgeOf(await opened(model(judge), 0, signal))),
    close: async () => {
      const all = [...open.values()];
      open.clear();
      await Promise.all(all.map(async (opening) => (await opening).close()));
    },
  };
}
