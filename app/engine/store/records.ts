/** What the trace store keeps besides the events: one record for each run and each episode, parsed from SQLite's rows. */
import { endReasonSchema, judgementsSchema, rewardSchema } from '@understudy/scenarios';
import { z } from 'zod';

export const runSchema = z.object({
  id: z.string().min(1),
  kind: z.enum(['rollout', 'evaluation']),
  policyId: z.string(),
  scenario: z.string(),
  /** Whatever the run was started with: temperature, samples per task, seed, limits. */
  settings: z.json(),
  /** Milliseconds since the epoch. */
  createdAt: z.int(),
});
export type Run = z.infer<typeof runSchema>;

/** `abandoned`: cut short by a cancel or by the end of its process, or replaced by another try. Never counted. */
export const episodeStatusSchema = z.enum(['running', 'finished', 'failed', 'abandoned']);
export type EpisodeStatus = z.infer<typeof episodeStatusSchema>;

/** What an episode is, known before its first event. */
export const episodeStartSchema = z.object({
  runId: z.string(),
  taskId: z.string(),
  family: z.string(),
  split: z.enum(['train', 'heldout']),
  /** Which of the task's samples in this run, from 0. */
  sample: z.int().nonnegative(),
  seed: z.int(),
  policyId: z.string(),
  /** The episode that this one repeats up to and with the event `seq`; it goes its own way from there. Null for most. */
  forkedFrom: z.object({ episodeId: z.string(), seq: z.int().nonnegative() }).nullable().default(null),
});
export type EpisodeStart = z.input<typeof episodeStartSchema>;

/** What can be counted once an episode is over; `summarizeEvents` computes it from the events. */
export const episodeSummarySchema = z.object({
  endReason: endReasonSchema,
  /** Acts of the agent. */
  turns: z.int().nonnegative(),
  toolCalls: z.int().nonnegative(),
  toolErrors: z.int().nonnegative(),
  /** Acts that could be read neither as a message nor as a tool call. */
  malformed: z.int().nonnegative(),
  wallSeconds: z.number().nonnegative(),
  /** Wall seconds inside the policy, over all turns. */
  inferenceSeconds: z.number().nonnegative(),
  /** Seconds inside the policy, for each turn. */
  turnSeconds: z.array(z.number().nonnegative()),
  /** The calls in order with canonical arguments, one a line: equal texts are the same solution. */
  canonicalTools: z.string(),
});
export type EpisodeSummary = z.infer<typeof episodeSummarySchema>;

/** What a judge answered about an episode, and who it was. */
export const judgedSchema = z.object({
  /** The policy's id. */
  judge: z.string(),
  answers: judgementsSchema,
});
export type Judged = z.infer<typeof judgedSchema>;

export const episodeRecordSchema = z.object({
  ...episodeStartSchema.shape,
  ...episodeSummarySchema.shape,
  id: z.string(),
  status: episodeStatusSchema,
  /** Null until the episode is over; null forever when its process died. */
  endReason: endReasonSchema.nullable(),
  /** Null until it is scored. A scored episode that could not be judged has a reward whose value is null. */
  reward: rewardSchema.nullable(),
  /** Null where no judge was asked. */
  judged: judgedSchema.nullable(),
  startedAt: z.int(),
  finishedAt: z.int().nullable(),
});
export type EpisodeRecord = z.infer<typeof episodeRecordSchema>;

/** Rows as SQLite returns them: snake_case columns, JSON as text. */
export const runRow = z
  .object({
    id: z.string(),
    kind: z.string(),
    policy_id: z.string(),
    scenario: z.string(),
    settings: z.string(),
    created_at: z.number(),
  })
  .transform((row): unknown => ({
    id: row.id,
    kind: row.kind,
    policyId: row.policy_id,
    scenario: row.scenario,
    settings: parseJson(row.settings),
    createdAt: row.created_at,
  }))
  .pipe(runSchema);

export const episodeRow = z
  .object({
    id: z.string(),
    run_id: z.string(),
    task_id: z.string(),
    family: z.string(),
    split: z.string(),
    sample: z.number(),
    seed: z.number(),
    policy_id: z.string(),
    status: z.string(),
    end_reason: z.string().nullable(),
    turns: z.number(),
    tool_calls: z.number(),
    tool_errors: z.number(),
    malformed: z.number(),
    wall_seconds: z.number(),
    inference_seconds: z.number(),
    turn_seconds: z.string(),
    canonical_tools: z.string(),
    reward: z.string().nullable(),
    judge: z.string().nullable(),
    judgements: z.string().nullable(),
    started_at: z.number(),
    finished_at: z.number().nullable(),
    forked_from: z.string().nullable(),
    forked_at: z.number().nullable(),
  })
  .transform((row): unknown => ({
    id: row.id,
    runId: row.run_id,
    taskId: row.task_id,
    family: row.family,
    split: row.split,
    sample: row.sample,
    seed: row.seed,
    policyId: row.policy_id,
    forkedFrom:
      row.forked_from === null || row.forked_at === null
        ? null
        : { episodeId: row.forked_from, seq: row.forked_at },
    status: row.status,
    endReason: row.end_reason,
    turns: row.turns,
    toolCalls: row.tool_calls,
    toolErrors: row.tool_errors,
    malformed: row.malformed,
    wallSeconds: row.wall_seconds,
    inferenceSeconds: row.inference_seconds,
    turnSeconds: parseJson(row.turn_seconds),
    canonicalTools: row.canonical_tools,
    reward: row.reward === null ? null : parseJson(row.reward),
    judged:
      row.judge === null || row.judgements === null
        ? null
        : { judge: row.judge, answers: parseJson(row.judgements) },
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }))
  .pipe(episodeRecordSchema);

function parseJson(text: string): unknown {
  return JSON.parse(text);
}
