/** One kept episode as a row of a dataset: its conversation, its tools, and where it comes from. */
import type { ToolSpec } from '@understudy/kernel';
import type { EpisodeEvent } from '@understudy/scenarios';
import { z } from 'zod';
import type { EpisodeRecord } from '../store/records.ts';
import { chatMessages, chatMessageSchema } from './messages.ts';

export const provenanceSchema = z.strictObject({
  episodeId: z.string(),
  taskId: z.string(),
  family: z.string(),
  split: z.literal('train'),
  runId: z.string(),
  policyId: z.string(),
  sample: z.int().nonnegative(),
  seed: z.int(),
  reward: z.number().min(0).max(1),
  success: z.boolean(),
  turns: z.int().nonnegative(),
  toolErrors: z.int().nonnegative(),
  /** The world's hash when the episode closed. */
  worldHash: z.string(),
  /** Of the model and the chat template behind the tokens; null when the policy recorded none. */
  modelHash: z.string().nullable(),
  templateHash: z.string().nullable(),
  /** Why the selection kept it. */
  selected: z.string(),
});
export type Provenance = z.infer<typeof provenanceSchema>;

export const datasetRowSchema = z.strictObject({
  id: z.string(),
  messages: z.array(chatMessageSchema).min(1),
  tools: z.array(
    z.strictObject({
      type: z.literal('function'),
      function: z.strictObject({
        name: z.string(),
        description: z.string(),
        parameters: z.record(z.string(), z.json()),
      }),
    }),
  ),
  provenance: provenanceSchema,
});
export type DatasetRow = z.infer<typeof datasetRowSchema>;

/** A finished, judged training episode with its events, as a row. Throws RangeError when it is none, or a tool is unknown. */
export function datasetRow(
  episode: EpisodeRecord,
  events: readonly EpisodeEvent[],
  tools: ReadonlyMap<string, ToolSpec>,
  selected: string,
): DatasetRow {
  const opened = events[0];
  const closed = events.at(-1);
  const reward = episode.reward?.value ?? null;
  const success = episode.reward?.success ?? null;
  if (opened?.type !== 'opened' || closed?.type !== 'closed' || reward === null || success === null) {
    throw new RangeError(
      `${episode.id} is not a whole, judged episode: it cannot become a row of a dataset.`,
    );
  }
  const tokens = events.find((event) => event.type === 'agent_turn' && event.tokens !== undefined);
  const record = tokens?.type === 'agent_turn' ? tokens.tokens : undefined;
  return datasetRowSchema.parse({
    id: episode.id,
    messages: chatMessages(events),
    tools: opened.tools.map((name) => {
      const spec = tools.get(name);
      if (spec === undefined) {
        throw new RangeError(
          `${episode.id} was offered the tool ${name}, of which no description was given.`,
        );
      }
      const { description, parameters } = spec;
      return { type: 'function', function: { name, description, parameters } };
    }),
    provenance: {
      episodeId: episode.id,
      taskId: episode.taskId,
      family: episode.family,
      split: episode.split,
      runId: episode.runId,
      policyId: episode.policyId,
      sample: episode.sample,
      seed: episode.seed,
      reward,
      success,
      turns: episode.turns,
      toolErrors: episode.toolErrors,
      worldHash: closed.worldHash,
      modelHash: record?.modelHash ?? null,
      templateHash: record?.templateHash ?? null,
      selected,
    },
  });
}
