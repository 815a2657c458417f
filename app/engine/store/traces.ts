/**
 * The trace store: runs, episodes and their append-only events in `traces.sqlite` of a workspace.
 *
 * Durability: WAL with synchronous=NORMAL. A call that has returned is in the file system, so a kill of the process at any
 * instant loses none of it; a power cut may lose the last moments, and never more than whole transactions.
 */
import { existsSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { canonical } from '@understudy/kernel';
import { episodeEventSchema, type EpisodeEvent, type Reward } from '@understudy/scenarios';
import { z } from 'zod';
import { besideEpisode, type Beside } from './beside.ts';
import type { Candidate } from '../selection/select.ts';
import { loadCandidates } from './candidates.ts';
import { guard, WorkspaceError } from './errors.ts';
import { episodeFacets, type EpisodeFacets } from './facets.ts';
import {
  countEpisodes,
  findEpisodes,
  type EpisodeLine,
  type EpisodeSearch,
  type FoundCounts,
} from './find.ts';
import { createLabelStore, type LabelStore } from './labels.ts';
import { checkCurrent, migrate, transaction } from './migrations.ts';
import { prepared } from './prepared.ts';
import {
  episodeRow,
  runRow,
  type EpisodeRecord,
  type EpisodeStart,
  type EpisodeStatus,
  type EpisodeSummary,
  type Judged,
  type Run,
} from './records.ts';
import { tallyRuns, type RunTally } from './tallies.ts';
import { keepWords } from './words.ts';
import type { Workspace } from './workspace.ts';

export interface EpisodeFilter {
  readonly runIds?: readonly string[];
  readonly policyIds?: readonly string[];
  readonly taskIds?: readonly string[];
  readonly statuses?: readonly EpisodeStatus[];
}

export interface EpisodeWriter {
  readonly episodeId: string;
  /** Appends events in one transaction; `seq` counts on from 0 without gaps. Acknowledged when it returns. */
  append(events: readonly EpisodeEvent[]): void;
  /** Ends the episode, with its reward and a judge's answers where they are known already. Acknowledged when it returns. */
  finish(summary: EpisodeSummary, reward?: Reward, judged?: Judged): void;
}

export interface TraceStore {
  /** Creates a run. The same id with the same content again gives the stored one; with other content: `conflict`. */
  createRun(run: Omit<Run, 'createdAt'>): Run;
  run(id: string): Run | null;
  /** All runs, oldest first. */
  runs(): readonly Run[];
  /** How many episodes each run has, by how they went. */
  tallies(): readonly RunTally[];
  /** Starts an episode of a run. A failed or abandoned try of the same task and sample is left behind as `abandoned`. */
  beginEpisode(start: EpisodeStart): EpisodeWriter;
  /** Stores a reward beside an episode that is over, in place of any earlier one; likewise a judge's answers, if any are given. */
  scoreEpisode(episodeId: string, reward: Reward, judged?: Judged): void;
  episode(id: string): EpisodeRecord | null;
  /** Ordered by task, sample and time, whatever order they were played in. */
  episodes(filter?: EpisodeFilter): readonly EpisodeRecord[];
  /** A page of the episodes that a person looks for, and how many there are. */
  find(
    search: EpisodeSearch,
    page: { readonly offset: number; readonly limit: number },
  ): readonly EpisodeLine[];
  count(search: EpisodeSearch): FoundCounts;
  facets(): EpisodeFacets;
  /** The episodes before and after one in its run. */
  beside(episodeId: string): Beside;
  /** The events of an episode in order, parsed. */
  events(episodeId: string): readonly EpisodeEvent[];
  /** What a selection looks at, of all tries of these runs but abandoned ones. Much lighter than the records. */
  candidates(runIds: readonly string[]): readonly Candidate[];
  /** What people say about the episodes. */
  readonly labels: LabelStore;
  /** Grows with every change that was made through this store: what was read at one revision holds while it stays. */
  revision(): number;
  /** `task#sample` of each finished episode of a run: what a resumed run need not play again. */
  finishedKeys(runId: string): ReadonlySet<string>;
  close(): void;
}

/** The key by which a run remembers that an episode is done. */
export function episodeKey(taskId: string, sample: number): string {
  return `${taskId}#${sample}`;
}

/**
 * Opens the traces of a workspace. In a writable one the file is created or migrated, and episodes that a dead process left
 * running are marked abandoned; otherwise it is opened for reading only, beside a writing process.
 * Throws WorkspaceError: missing, newer, older, corrupt, read_only, full, io.
 */
export function openTraceStore(workspace: Workspace, now: () => number = Date.now): TraceStore {
  const path = workspace.traces;
  if (!workspace.writable && !existsSync(path)) {
    throw new WorkspaceError('missing', `There are no traces yet in the workspace ${workspace.folder}.`, {
      remedy: 'Play some episodes first: `understudy run`.',
    });
  }
  return guard(path, () => {
    const db = new DatabaseSync(path, { readOnly: !workspace.writable, timeout: 5000 });
    try {
      if (workspace.writable) {
        db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
        migrate(db, path);
        db.exec("UPDATE episodes SET status = 'abandoned' WHERE status = 'running'");
      } else {
        checkCurrent(db, path);
      }
      return createTraceStore(db, path, now);
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** The store on an open database of the current schema; `path` is for messages. `openTraceStore` is the usual way in. */
export function createTraceStore(db: DatabaseSync, path: string, now: () => number): TraceStore {
  const insertEvent = db.prepare('INSERT INTO events(episode_id, seq, type, json) VALUES (?, ?, ?, ?)');
  const selectRun = db.prepare('SELECT * FROM runs WHERE id = ?');
  const selectEpisode = db.prepare('SELECT * FROM episodes WHERE id = ?');

  const findRun = (id: string): Run | null => {
    const row = selectRun.get(id);
    return row === undefined ? null : read(runRow, row, `${path}: the run ${id}`);
  };
  const findEpisode = (id: string): EpisodeRecord | null => {
    const row = selectEpisode.get(id);
    return row === undefined ? null : read(episodeRow, row, `${path}: the episode ${id}`);
  };

  const writer = (episodeId: string): EpisodeWriter => {
    let next = 0;
    return {
      episodeId,
      append: (events) =>
        guard(path, () => {
          events.forEach((event, index) => {
            if (event.seq === next + index) return;
            throw new RangeError(
              `Event ${event.seq} of ${episodeId} is out of order: ${next + index} comes next.`,
            );
          });
          transaction(db, () => {
            for (const event of events)
              insertEvent.run(episodeId, event.seq, event.type, JSON.stringify(event));
          });
          next += events.length;
        }),
      finish: (summary, reward, judged) =>
        guard(path, () => {
          transaction(db, () => {
            finishEpisode(db, episodeId, summary, reward ?? null, now());
            if (judged !== undefined) keepJudged(db, episodeId, judged);
          });
        }),
    };
  };

  return {
    createRun: (wanted) =>
      guard(path, () => {
        const existing = findRun(wanted.id);
        if (existing !== null) return sameRun(existing, wanted, path);
        db.prepare('INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)').run(
          wanted.id,
          wanted.kind,
          wanted.policyId,
          wanted.scenario,
          JSON.stringify(wanted.settings),
          now(),
        );
        return findRun(wanted.id) ?? missing('run', wanted.id, path);
      }),
    run: (id) => guard(path, () => findRun(id)),
    runs: () =>
      guard(path, () =>
        db
          .prepare('SELECT * FROM runs ORDER BY created_at, id')
          .all()
          .map((row) => read(runRow, row, `${path}: the run ${String(row['id'])}`)),
      ),
    tallies: () => guard(path, () => tallyRuns(db)),
    beginEpisode: (start) =>
      guard(path, () => {
        if (findRun(start.runId) === null) missing('run', start.runId, path);
        return writer(startEpisode(db, start, now(), path));
      }),
    scoreEpisode: (episodeId, reward, judged) =>
      guard(path, () => {
        transaction(db, () => {
          const { changes } = db
            .prepare('UPDATE episodes SET reward = ?, reward_value = ?, success = ? WHERE id = ?')
            .run(...rewardColumns(reward), episodeId);
          if (changes === 0) missing('episode', episodeId, path);
          if (judged !== undefined) keepJudged(db, episodeId, judged);
        });
      }),
    episode: (id) => guard(path, () => findEpisode(id)),
    episodes: (filter = {}) =>
      guard(path, () => {
        const { where, values } = condition(filter);
        return db
          .prepare(`SELECT * FROM episodes ${where} ORDER BY task_id, sample, started_at, id`)
          .all(...values)
          .map((row) => read(episodeRow, row, `${path}: the episode ${String(row['id'])}`));
      }),
    find: (search, page) => guard(path, () => findEpisodes(db, search, page)),
    count: (search) => guard(path, () => countEpisodes(db, search)),
    facets: () => guard(path, () => episodeFacets(db)),
    beside: (episodeId) => guard(path, () => besideEpisode(db, episodeId)),
    events: (episodeId) =>
      guard(path, () => {
        if (findEpisode(episodeId) === null) missing('episode', episodeId, path);
        return db
          .prepare('SELECT json FROM events WHERE episode_id = ? ORDER BY seq')
          .all(episodeId)
          .map((row, index) => read(eventRow, row, `${path}: event ${index} of ${episodeId}`));
      }),
    candidates: (runIds) => guard(path, () => loadCandidates(db, runIds)),
    labels: createLabelStore(db, path, now),
    revision: () => guard(path, () => Number(db.prepare('SELECT total_changes() AS n').get()?.['n'] ?? 0)),
    finishedKeys: (runId) =>
      guard(path, () => {
        const rows = db
          .prepare("SELECT task_id, sample FROM episodes WHERE run_id = ? AND status = 'finished'")
          .all(runId);
        return new Set(rows.map((row) => episodeKey(String(row['task_id']), Number(row['sample']))));
      }),
    close: () => db.close(),
  };
}

function startEpisode(db: DatabaseSync, start: EpisodeStart, startedAt: number, path: string): string {
  return transaction(db, () => {
    const { runId, taskId, sample } = start;
    const tries = prepared(db, 'SELECT status FROM episodes WHERE run_id = ? AND task_id = ? AND sample = ?')
      .all(runId, taskId, sample)
      .map((row) => row['status']);
    const id = `${runId}/${episodeKey(taskId, sample)}${tries.length === 0 ? '' : `~${tries.length}`}`;
    if (tries.includes('running') || tries.includes('finished')) {
      throw new WorkspaceError(
        'conflict',
        `${path}: ${runId}/${episodeKey(taskId, sample)} has been played or is being played.`,
        {
          remedy: 'Leave out what finishedKeys() names, or play it as another sample or in another run.',
        },
      );
    }
    prepared(
      db,
      "UPDATE episodes SET status = 'abandoned' WHERE run_id = ? AND task_id = ? AND sample = ? AND status = 'failed'",
    ).run(runId, taskId, sample);
    prepared(
      db,
      `INSERT INTO episodes(id, run_id, task_id, family, split, sample, seed, policy_id, status, started_at,
         forked_from, forked_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'running', ?, ?, ?)`,
    ).run(
      id,
      runId,
      taskId,
      start.family,
      start.split,
      sample,
      start.seed,
      start.policyId,
      startedAt,
      start.forkedFrom?.episodeId ?? null,
      start.forkedFrom?.seq ?? null,
    );
    return id;
  });
}

function finishEpisode(
  db: DatabaseSync,
  episodeId: string,
  summary: EpisodeSummary,
  reward: Reward | null,
  finishedAt: number,
): void {
  const words = keepWords(db, episodeId);
  prepared(
    db,
    `UPDATE episodes SET status = ?, end_reason = ?, turns = ?, tool_calls = ?, tool_errors = ?, malformed = ?,
       wall_seconds = ?, inference_seconds = ?, turn_seconds = ?, canonical_tools = ?, finished_at = ?, words_row = ?,
       reward = ?, reward_value = ?, success = ?
     WHERE id = ?`,
  ).run(
    statusAfter(summary),
    summary.endReason,
    summary.turns,
    summary.toolCalls,
    summary.toolErrors,
    summary.malformed,
    summary.wallSeconds,
    summary.inferenceSeconds,
    JSON.stringify(summary.turnSeconds),
    summary.canonicalTools,
    finishedAt,
    words,
    ...rewardColumns(reward),
    episodeId,
  );
}

function keepJudged(db: DatabaseSync, episodeId: string, { judge, answers }: Judged): void {
  db.prepare('UPDATE episodes SET judge = ?, judgements = ? WHERE id = ?').run(
    judge,
    JSON.stringify(answers),
    episodeId,
  );
}

/** A failed episode is tried again by a resumed run; a cancelled one never happened. */
function statusAfter(summary: EpisodeSummary): EpisodeStatus {
  if (summary.endReason === 'failed') return 'failed';
  return summary.endReason === 'cancelled' ? 'abandoned' : 'finished';
}

function rewardColumns(reward: Reward | null): [string | null, number | null, number | null] {
  if (reward === null) return [null, null, null];
  return [JSON.stringify(reward), reward.value, reward.success === null ? null : Number(reward.success)];
}

function condition(filter: EpisodeFilter): { readonly where: string; readonly values: SQLInputValue[] } {
  const terms: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['run_id', filter.runIds],
    ['policy_id', filter.policyIds],
    ['task_id', filter.taskIds],
    ['status', filter.statuses],
  ];
  const clauses: string[] = [];
  const values: SQLInputValue[] = [];
  for (const [column, wanted] of terms) {
    if (wanted === undefined) continue;
    // One JSON parameter: a list of any length, also the empty one, without a limit on bound values.
    clauses.push(`${column} IN (SELECT value FROM json_each(?))`);
    values.push(JSON.stringify(wanted));
  }
  return { where: clauses.length === 0 ? '' : `WHERE ${clauses.join(' AND ')}`, values };
}

const eventRow = z
  .object({ json: z.string() })
  .transform((row): unknown => JSON.parse(row.json))
  .pipe(episodeEventSchema);

/** Parses a row; one that this code would never have written is a sign of a damaged file. */
function read<T>(schema: z.ZodType<T>, row: unknown, place: string): T {
  try {
    return schema.parse(row);
  } catch (cause) {
    throw new WorkspaceError('corrupt', `${place} does not read: ${String(cause)}`, {
      remedy: 'Restore the workspace from a copy, or leave this one out.',
      cause,
    });
  }
}

function sameRun(existing: Run, wanted: Omit<Run, 'createdAt'>, path: string): Run {
  const { createdAt, ...content } = existing;
  if (canonical(content) === canonical(wanted)) return { ...content, createdAt };
  throw new WorkspaceError('conflict', `${path}: the run ${wanted.id} exists already with other settings.`, {
    remedy: 'Resume it with the settings it was started with, or start a run under another id.',
  });
}

function missing(what: 'run' | 'episode', id: string, path: string): never {
  throw new WorkspaceError('not_found', `${path}: there is no ${what} ${id}.`, {
    remedy: `List what is there with \`understudy show\`, and check the ${what}'s id.`,
  });
}
