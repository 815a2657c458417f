/** Scripted policies: the gold solution and the lazy strategies, behind the same interface as models. */
import { createRng } from '@understudy/kernel';
import { goldAgent, goldShiftAgent, isShift, namedShiftAgents, namedStrategies } from '@understudy/scenarios';
import type { Agent, PlayedTask, ShiftAgent } from '@understudy/scenarios';
import type { Policy } from './policy.ts';

export const scriptedNames = ['gold', 'no-op', 'refuse', 'spam', 'random', 'dump'] as const;
export type ScriptedName = (typeof scriptedNames)[number];

const agents: Readonly<Record<ScriptedName, Agent>> = { gold: goldAgent, ...namedStrategies };
const shiftAgents: Readonly<Record<ScriptedName, ShiftAgent>> = { gold: goldShiftAgent, ...namedShiftAgents };

/** `taskOf` gives the task an episode plays: gold needs it, the lazy ones must not look at it. */
export function scriptedPolicy(name: ScriptedName, taskOf: (episodeId: string) => PlayedTask): Policy {
  return {
    id: `scripted:${name}`,
    kind: 'scripted',
    concurrency: 16,
    act: (input, signal) => {
      signal.throwIfAborted();
      const started = performance.now();
      const { conversation, tools, turn, seed } = input;
      const task = taskOf(input.episodeId);
      const seen = { conversation, tools, turn, rng: createRng(seed) };
      const act = isShift(task) ? shiftAgents[name]({ task, ...seen }) : agents[name]({ task, ...seen });
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
