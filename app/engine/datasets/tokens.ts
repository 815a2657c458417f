/** Training rows of exact tokens: the ids that were in the context and the ids that were sampled, never tokenised again. */
import type { EpisodeEvent } from '@understudy/scenarios';
import { z } from 'zod';

export const tokenRowSchema = z
  .strictObject({
    /** The episode's id; `@1`, `@2`, … follow where the prompt started afresh in mid-episode. */
    id: z.string(),
    input_ids: z.array(z.int().nonnegative()).min(1),
    /** 1 exactly where the id was sampled by the policy, else 0; as long as `input_ids`. */
    loss_mask: z.array(z.union([z.literal(0), z.literal(1)])),
  })
  .refine((row) => row.input_ids.length === row.loss_mask.length, 'input_ids and loss_mask differ in length');
export type TokenRow = z.infer<typeof tokenRowSchema>;

/**
 * Joins the token records of an episode's acts (see TokenRecord) into rows, in order. An episode whose policy records no
 * tokens gives none. Throws RangeError when a record does not carry on where the one before it ended.
 */
export function tokenRows(episodeId: string, events: readonly EpisodeEvent[]): TokenRow[] {
  const rows: TokenRow[] = [];
  for (const event of events) {
    if (event.type !== 'agent_turn' || event.tokens === undefined) continue;
    const { prefix, promptIds, sampledIds } = event.tokens;
    let row = rows.at(-1);
    if (row === undefined || prefix === 0) {
      row = {
        id: rows.length === 0 ? episodeId : `${episodeId}@${rows.length}`,
        input_ids: [],
        loss_mask: [],
      };
      rows.push(row);
    }
    if (prefix !== row.input_ids.length) {
      throw new RangeError(
        `${episodeId}: the tokens of event ${event.seq} carry over ${prefix} ids, but ${row.input_ids.length} came before. The trace cannot be trained on as tokens.`,
      );
    }
    append(row, promptIds, 0);
    append(row, sampledIds, 1);
  }
  return rows;
}

function append(row: TokenRow, ids: readonly number[], mask: 0 | 1): void {
  // One by one: spread into push(), a long context would overflow the argument list.
  for (const id of ids) {
    row.input_ids.push(id);
    row.loss_mask.push(mask);
  }
}
