/** The episodes before and after one in the order of its run: by task, sample and time. Abandoned tries are passed over. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

export interface Beside {
  /** Ids; null at either end, and for an episode that the store does not have. */
  readonly before: string | null;
  readonly after: string | null;
}

const idRow = z.object({ id: z.string() }).optional();

export function besideEpisode(db: DatabaseSync, id: string): Beside {
  const beyond = (sign: '<' | '>', order: string): string | null => {
    const row = db
      .prepare(
        `SELECT o.id FROM episodes e JOIN episodes o ON o.run_id = e.run_id
         WHERE e.id = ? AND o.status <> 'abandoned'
           AND (o.task_id, o.sample, o.started_at, o.id) ${sign} (e.task_id, e.sample, e.started_at, e.id)
         ORDER BY ${order} LIMIT 1`,
      )
      .get(id);
    return idRow.parse(row)?.id ?? null;
  };
  return {
    before: beyond('<', 'o.task_id DESC, o.sample DESC, o.started_at DESC, o.id DESC'),
    after: beyond('>', 'o.task_id, o.sample, o.started_at, o.id'),
  };
}
