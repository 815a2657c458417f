/** Episodes as a selection looks at them: figures and labels alone, so that ten thousand are read in a moment. */
import type { DatabaseSync } from 'node:sqlite';
import { endReasonSchema } from '@understudy/scenarios';
import { z } from 'zod';
import type { Candidate } from '../selection/select.ts';
import { verdicts } from './labels.ts';
import { episodeStatusSchema } from './records.ts';

const candidateRow = z
  .object({
    id: z.string(),
    run_id: z.string(),
    task_id: z.string(),
    split: z.enum(['train', 'heldout']),
    policy_id: z.string(),
    status: episodeStatusSchema,
    end_reason: endReasonSchema.nullable(),
    turns: z.number(),
    tool_errors: z.number(),
    malformed: z.number(),
    canonical_tools: z.string(),
    scored: z.number(),
    reward_value: z.number().nullable(),
    success: z.number().nullable(),
    flags: z.string().nullable(),
    forked_from: z.string().nullable(),
    forked_at: z.number().nullable(),
  })
  .transform((row): Candidate => ({
    id: row.id,
    runId: row.run_id,
    taskId: row.task_id,
    split: row.split,
    policyId: row.policy_id,
    status: row.status,
    endReason: row.end_reason,
    turns: row.turns,
    toolErrors: row.tool_errors,
    malformed: row.malformed,
    canonicalTools: row.canonical_tools,
    forkedFrom:
      row.forked_from === null || row.forked_at === null
        ? null
        : { episodeId: row.forked_from, seq: row.forked_at },
    reward:
      row.scored === 0
        ? null
        : {
            value: row.reward_value,
            success: row.success === null ? null : row.success === 1,
            flags: row.flags === null ? [] : z.array(z.string()).parse(JSON.parse(row.flags)),
          },
  }));

const labelRow = z.object({ episode_id: z.string(), verdict: z.enum(verdicts) });

/** By task, sample and time. Abandoned tries are left out, as everywhere. */
export function loadCandidates(db: DatabaseSync, runIds: readonly string[]): readonly Candidate[] {
  const runs = JSON.stringify(runIds);
  const labels = Map.groupBy(
    db
      .prepare(
        `SELECT l.episode_id, l.verdict FROM labels l JOIN episodes e ON e.id = l.episode_id
         WHERE l.seq = -1 AND e.run_id IN (SELECT value FROM json_each(?))`,
      )
      .all(runs)
      .map((row) => labelRow.parse(row)),
    (row) => row.episode_id,
  );
  return db
    .prepare(
      `SELECT id, run_id, task_id, split, policy_id, status, end_reason, turns, tool_errors, malformed, canonical_tools,
         reward IS NOT NULL AS scored, reward_value, success, flags, forked_from, forked_at
       FROM episodes WHERE run_id IN (SELECT value FROM json_each(?)) AND status <> 'abandoned'
       ORDER BY task_id, sample, started_at, id`,
    )
    .all(runs)
    .map((row) => {
      const candidate = candidateRow.parse(row);
      const said = labels.get(candidate.id);
      return said === undefined ? candidate : { ...candidate, labels: said.map((label) => label.verdict) };
    });
}
