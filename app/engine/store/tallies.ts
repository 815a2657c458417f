/** How the episodes of each run went, counted by SQLite: what lists and the home screen show of 100,000 episodes. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

export interface RunTally {
  readonly runId: string;
  readonly finished: number;
  /** Finished ones that passed every gate. */
  readonly succeeded: number;
  /** Something other than the policy broke, and no other try has replaced it. */
  readonly failed: number;
  readonly running: number;
}

const tallyRow = z
  .object({
    run_id: z.string(),
    finished: z.number(),
    succeeded: z.number(),
    failed: z.number(),
    running: z.number(),
  })
  .transform(({ run_id: runId, ...counts }): RunTally => ({ runId, ...counts }));

/** Runs without an episode are not among them. */
export function tallyRuns(db: DatabaseSync): readonly RunTally[] {
  return db
    .prepare(
      `SELECT run_id, sum(status = 'finished') AS finished,
         sum(status = 'finished' AND success IS 1) AS succeeded,
         sum(status = 'failed') AS failed, sum(status = 'running') AS running
       FROM episodes GROUP BY run_id`,
    )
    .all()
    .map((row) => tallyRow.parse(row));
}
