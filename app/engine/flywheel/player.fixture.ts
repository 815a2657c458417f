/** A stand-in for a model that plays: the gold solution in some episodes, nothing useful in the others, with recorded tokens. */
import { readFileSync } from 'node:fs';
import { hashText } from '@understudy/kernel';
import type { AdmittedTask } from '@understudy/scenarios';
import { openPolicy } from '../policies/open.ts';
import type { Player } from './flywheel.ts';

/** `skill` of all episodes are solved, always the same ones; a more skilled player solves these and more. */
export async function player(gguf: string, tasks: readonly AdmittedTask[], skill: number): Promise<Player> {
  const modelHash = hashText(readFileSync(gguf, 'utf8')).toString(16).padEnd(64, '0');
  const choice = { temperature: 0, processes: 1 };
  const signal = new AbortController().signal;
  const gold = await openPolicy({ ...choice, name: 'gold' }, tasks, signal);
  const idle = await openPolicy({ ...choice, name: 'no-op' }, tasks, signal);
  return {
    id: `local:${modelHash.slice(0, 16)}`,
    kind: 'local',
    concurrency: 4,
    modelHash,
    act: async (input, at) => {
      const played = input.episodeId.slice(input.episodeId.indexOf('/') + 1);
      const able = hashText(played) % 100 < 100 * skill;
      const output = await (able ? gold : idle).act(input, at);
      const tokens = {
        prefix: 0,
        promptIds: [1, 2, input.turn],
        sampledIds: [7, 8],
        logprobs: [-0.5, -0.5],
        temperature: 1,
        templateHash: 'template',
        modelHash,
      };
      return { ...output, tokens };
    },
    close: () => Promise.resolve(),
  };
}
