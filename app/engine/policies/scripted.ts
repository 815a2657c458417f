/** Scripted policies: the gold solution and the lazy strategies, behind the same interface as models. */
import { createRng } from '@understudy/kernel';
import { goldAgent, namedStrategies } from '@understudy/scenarios';
import type { AdmittedTask, Agent } from '@understudy/scenarios';
import type { Policy } from './policy.ts';

export const scriptedNames = ['gold', 'no-op', 'refuse', 'spam', 'random', 'dump'] as const;
export type ScriptedName = (typeof scriptedNames)[number];

const agents: Readonly<Record<ScriptedName, Agent>> = { gold: goldAgent, ...namedStrategies };

/** `taskOf` gives the task an episode plays: gold needs it, the lazy ones must not look at it. */
export function scriptedPolicy(name: ScriptedName, taskOf: (episodeId: string) => AdmittedTask): Policy {
  const agent = agents[name];
  return {
    id: `scripted:${name}`,
    kind: 'scripted',
    concurrency: 16,
    act: (input, signal) => {
      signal.throwIfAborted();
      const started = performance.now();
      const { conversation, tools, turn, seed } = input;
      const act = agent({ task: taskOf(input.episodeId), conversation, tools, turn, rng: createRng(seed) });
      const usage = {
        promptTokens: 0,
        completionTokens: 0,
        seconds: (performance.now() - started) / 1000,
        cost: null,
      };
      return Promise.resolve(
        'say' in act
          ? { text: act.say, toolCalls: [], usage }
          : {
              text: null,
              toolCalls: [{ id: `call-${String(turn)}`, name: act.call, arguments: { ...act.arguments } }],
              usage,
            },
      );
    },
    close: () => Promise.resolve(),
  };
}
