/**
 * Finding episodes among hundreds of thousands: filters over what they are and how they went, words of their transcripts, an order,
 * a page. SQLite does the work; nothing is parsed but the rows of the page.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { endReasonSchema } from '@understudy/scenarios';
import { z } from 'zod';
import { episodeStatusSchema } from './records.ts';

/** How an episode went. `unjudged`: it is over, but something other than the policy broke or a judge is missing. */
export const outcomes = ['passed', 'failed', 'unjudged', 'running', 'abandoned'] as const;
export type Outcome = (typeof outcomes)[number];

export const episodeSorts = ['newest', 'oldest', 'best', 'worst', 'longest', 'shortest', 'errors'] as const;

/** What is absent does not restrict. Values of one field are alternatives; fields restrict together. */
export const episodeSearchSchema = z.strictObject({
  runs: z.array(z.string()).optional(),
  policies: z.array(z.string()).optional(),
  scenarios: z.array(z.string()).optional(),
  families: z.array(z.string()).optional(),
  tasks: z.array(z.string()).optional(),
  splits: z.array(z.enum(['train', 'heldout'])).optional(),
  outcomes: z.array(z.enum(outcomes)).optional(),
  ends: z.array(endReasonSchema).optional(),
  /** Flags of the reward; `any` is every flag. */
  flags: z.array(z.string()).optional(),
  /** Words of the transcript, all of which must occur; the last one may be a beginning (see `wordsOf`). */
  text: z.string().max(400).optional(),
  sort: z.enum(episodeSorts).default('newest'),
});
export type EpisodeSearch = z.input<typeof episodeSearchSchema>;

const lineRow = z
  .object({
    id: z.string(),
    run_id: z.string(),
    scenario: z.string(),
    task_id: z.string(),
    family: z.string(),
    split: z.enum(['train', 'heldout']),
    sample: z.number(),
    policy_id: z.string(),
    status: episodeStatusSchema,
    end_reason: endReasonSchema.nullable(),
    turns: z.number(),
    tool_calls: z.number(),
    tool_errors: z.number(),
    wall_seconds: z.number(),
    reward_value: z.number().nullable(),
    success: z.number().nullable(),
    flags: z.string().nullable(),
    forked_from: z.string().nullable(),
    started_at: z.number(),
  })
  .transform((row) => ({
    id: row.id,
    runId: row.run_id,
    scenario: row.scenario,
    taskId: row.task_id,
    family: row.family,
    split: row.split,
    sample: row.sample,
    policyId: row.policy_id,
    status: row.status,
    endReason: row.end_reason,
    turns: row.turns,
    toolCalls: row.tool_calls,
    toolErrors: row.tool_errors,
    wallSeconds: row.wall_seconds,
    /** 0..1; null while it runs, and where it could not be judged. */
    reward: row.reward_value,
    success: row.success === null ? null : row.success === 1,
    flags: row.flags === null ? [] : flagList.parse(JSON.parse(row.flags)),
    /** The episode whose beginning it shares. */
    forkedFrom: row.forked_from,
    /** Milliseconds since the epoch. */
    startedAt: row.started_at,
  }));
const flagList = z.array(z.string());

/** An episode in a list: what can be shown of it without its events. */
export type EpisodeLine = z.output<typeof lineRow>;

const columns = `e.id, e.run_id, r.scenario, e.task_id, e.family, e.split, e.sample, e.policy_id, e.status, e.end_reason,
  e.turns, e.tool_calls, e.tool_errors, e.wall_seconds, e.reward_value, e.success, e.flags, e.forked_from, e.started_at`;

/** Among equals the order in which they began. */
const orders: Readonly<Record<(typeof episodeSorts)[number], string>> = {
  newest: 'e.started_at DESC, e.rowid DESC',
  oldest: 'e.started_at, e.rowid',
  best: 'e.reward_value DESC NULLS LAST, e.rowid',
  worst: 'e.reward_value IS NULL, e.reward_value, e.rowid',
  longest: 'e.turns DESC, e.rowid',
  shortest: 'e.turns, e.rowid',
  errors: 'e.tool_errors DESC, e.rowid',
};

const outcomeTerms: Readonly<Record<Outcome, string>> = {
  passed: "(e.status = 'finished' AND e.success IS 1)",
  failed: "(e.status = 'finished' AND e.success IS 0)",
  unjudged: "(e.status IN ('finished', 'failed') AND e.success IS NULL)",
  running: "e.status = 'running'",
  abandoned: "e.status = 'abandoned'",
};

/** Abandoned tries are left out unless they are asked for. */
export function findEpisodes(
  db: DatabaseSync,
  search: EpisodeSearch,
  page: { readonly offset: number; readonly limit: number },
): readonly EpisodeLine[] {
  const { where, values } = conditionOf(search);
  const order = orders[search.sort ?? 'newest'];
  // First which ones, mostly answered by an index alone; then the rows of this page and no others.
  return db
    .prepare(
      `SELECT ${columns}
       FROM (SELECT e.rowid AS at FROM episodes e ${where} ORDER BY ${order} LIMIT ? OFFSET ?) p
       JOIN episodes e ON e.rowid = p.at JOIN runs r ON r.id = e.run_id ORDER BY ${order}`,
    )
    .all(...values, page.limit, page.offset)
    .map((row) => lineRow.parse(row));
}

export interface FoundCounts {
  readonly total: number;
  readonly passed: number;
  /** Over and judged. */
  readonly judged: number;
  /** Mean of the judged ones' rewards; null where there is none. */
  readonly meanReward: number | null;
}

export function countEpisodes(db: DatabaseSync, search: EpisodeSearch): FoundCounts {
  const { where, values } = conditionOf(search);
  const row = db
    .prepare(
      `SELECT count(*) AS total, coalesce(sum(e.success IS 1), 0) AS passed, count(e.success) AS judged,
         avg(e.reward_value) AS meanReward
       FROM episodes e ${where}`,
    )
    .get(...values);
  return countsRow.parse(row);
}

const countsRow = z.object({
  total: z.number(),
  passed: z.number(),
  judged: z.number(),
  meanReward: z.number().nullable(),
});

/** A search as SQL over `episodes e`. There is always a WHERE. */
export function conditionOf(search: EpisodeSearch): {
  readonly where: string;
  readonly values: SQLInputValue[];
} {
  const clauses: string[] = [];
  const values: SQLInputValue[] = [];
  const among = (expression: string, wanted: readonly string[] | undefined): void => {
    if (wanted === undefined) return;
    clauses.push(`${expression} IN (SELECT value FROM json_each(?))`);
    values.push(JSON.stringify(wanted));
  };
  among('e.run_id', search.runs);
  among('e.policy_id', search.policies);
  if (search.scenarios !== undefined) {
    clauses.push('e.run_id IN (SELECT id FROM runs WHERE scenario IN (SELECT value FROM json_each(?)))');
    values.push(JSON.stringify(search.scenarios));
  }
  among('e.family', search.families);
  among('e.task_id', search.tasks);
  among('e.split', search.splits);
  among('e.end_reason', search.ends);
  // Worded as in the indexes that leave the abandoned ones out.
  if (search.outcomes?.includes('abandoned') !== true) clauses.push("e.status <> 'abandoned'");
  if (search.outcomes !== undefined)
    clauses.push(`(${search.outcomes.map((one) => outcomeTerms[one]).join(' OR ') || '0'})`);
  if (search.flags !== undefined) {
    clauses.push('e.flags IS NOT NULL');
    if (!search.flags.includes('any')) {
      clauses.push('EXISTS (SELECT 1 FROM json_each(e.flags) f JOIN json_each(?) w WHERE f.value = w.value)');
      values.push(JSON.stringify(search.flags));
    }
  }
  const words = wordsOf(search.text ?? '');
  if (words !== null) {
    clauses.push('e.words_row IN (SELECT rowid FROM episode_words WHERE body MATCH ?)');
    values.push(words);
  }
  return { where: `WHERE ${clauses.join(' AND ')}`, values };
}

/**
 * What somebody typed as a query of the full-text index: every word quoted, so that nothing in it is syntax; null where it has none.
 * A single Latin letter or digit at the end is no beginning: nearly every episode has a word that begins so.
 */
export function wordsOf(text: string): string | null {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length === 0) return null;
  const open = /[\p{L}\p{N}]$/u.test(text) && !/^[a-z0-9]$/i.test(words.at(-1) ?? '');
  return words.map((word, i) => `"${word}"${open && i === words.length - 1 ? '*' : ''}`).join(' ');
}
