/** Opens a policy from what a person names: a scripted one, a GGUF file, or the address of an OpenAI-compatible endpoint. */
import { join } from 'node:path';
import type { PlayedTask } from '@understudy/scenarios';
import { installation } from '../installation.ts';
import { openEndpointPolicy } from './endpoint.ts';
import { openLocalPolicy } from './local.ts';
import { PolicyError, type Policy } from './policy.ts';
import { scriptedNames, scriptedPolicy } from './scripted.ts';

/** The model that comes with Understudy: the GGUF that plays, and the weights that training starts from. */
export const embeddedModel = {
  gguf: join(installation.root, 'models', 'embedded', 'model.gguf'),
  weights: join(installation.root, 'models', 'embedded', 'weights'),
} as const;

export interface PolicyChoice {
  /** `embedded`, a scripted policy's name, the path of a .gguf file, or `http(s)://host/v1#model`. */
  readonly name: string;
  readonly temperature: number;
  /** Inference processes of a local model. */
  readonly processes: number;
  /** Environment variable that holds an endpoint's key. */
  readonly keyVariable?: string;
  /** Requests a minute an endpoint may get. */
  readonly requestsPerMinute?: number;
}

/** Rejects with PolicyError naming the file or address and the remedy. `tasks` are those it will play: the gold policy needs them. */
export async function openPolicy(
  choice: PolicyChoice,
  tasks: readonly PlayedTask[],
  signal: AbortSignal,
): Promise<Policy> {
  const { name, temperature, processes } = choice;
  const scripted = scriptedNames.find((known) => known === name);
  if (scripted !== undefined) {
    const byId = new Map(tasks.map((task) => [task.id, task]));
    return scriptedPolicy(scripted, (episodeId) => taskOf(episodeId, byId));
  }
  if (/^https?:\/\//.test(name)) {
    const [baseUrl = '', model = ''] = name.split('#');
    if (model === '')
      throw new PolicyError(`The endpoint ${baseUrl} is named without a model.`, {
        remedy: `Put the model's name behind a #: ${baseUrl}#model`,
        retryable: false,
      });
    return openEndpointPolicy({
      baseUrl,
      model,
      temperature,
      ...(choice.keyVariable === undefined ? {} : { apiKeyEnv: choice.keyVariable }),
      ...(choice.requestsPerMinute === undefined ? {} : { requestsPerMinute: choice.requestsPerMinute }),
    });
  }
  if (name !== 'embedded' && !name.endsWith('.gguf'))
    throw new PolicyError(`There is no policy "${name}".`, {
      remedy: `Name one of embedded, ${scriptedNames.join(', ')}, the path of a .gguf file, or an endpoint as http(s)://host/v1#model.`,
      retryable: false,
    });
  return openLocalPolicy({
    modelPath: name === 'embedded' ? embeddedModel.gguf : name,
    temperature,
    processes,
    signal,
  });
}

/** Episode ids are `run/task#sample`, with `~n` behind a further try. */
function taskOf(episodeId: string, byId: ReadonlyMap<string, PlayedTask>): PlayedTask {
  for (const [id, task] of byId) if (episodeId.includes(`/${id}#`)) return task;
  throw new RangeError(`the episode ${episodeId} plays none of the tasks this policy was opened for`);
}
