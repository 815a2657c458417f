/**
 * What people say about episodes: a verdict and a note, of an episode as a whole or of one of its steps, one for each reviewer. A label can
 * be changed and withdrawn. The queue says what to look at next.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { agreementOf, type Agreement } from '../evaluation/agreement.ts';
import { guard, WorkspaceError } from './errors.ts';
import { conditionOf, type EpisodeSearch } from './find.ts';

export const verdicts = ['good', 'bad', 'unsure'] as const;
export type LabelVerdict = (typeof verdicts)[number];

/** A name as a person writes it; the same one is the same reviewer. */
export const reviewerSchema = z.string().trim().min(1).max(60);

export const labelSchema = z.strictObject({
  episodeId: z.string(),
  reviewer: reviewerSchema,
  /** The number of a step; null is the episode as a whole. */
  seq: z.int().nonnegative().nullable(),
  verdict: z.enum(verdicts),
  note: z.string().max(4000),
});
export type NewLabel = z.infer<typeof labelSchema>;

export interface Label extends NewLabel {
  /** Milliseconds since the epoch. */
  readonly labelledAt: number;
}

/** In which order a queue is gone through. `random`: the same seed gives everybody the same sample. */
export const queueOrders = ['unlabelled', 'disagreements', 'random'] as const;
export type QueueOrder = (typeof queueOrders)[number];

export interface QueueOptions {
  readonly reviewer: string;
  readonly order: QueueOrder;
  /** For `random`. */
  readonly seed: number;
  /** Most episodes in it. */
  readonly size: number;
  readonly search: EpisodeSearch;
}

export interface QueueItem {
  readonly episodeId: string;
  /** What this reviewer said of the whole episode; null is nothing yet. */
  readonly mine: LabelVerdict | null;
  /** How many other reviewers labelled it. */
  readonly others: number;
  /** Whether the verdicts on it differ. */
  readonly disputed: boolean;
}

export interface Queue {
  readonly items: readonly QueueItem[];
  /** Episodes that are over and match the search, also those beyond `size`. */
  readonly matching: number;
}

export interface PairAgreement extends Agreement {
  readonly reviewers: readonly [string, string];
}

export interface LabelStore {
  /** Sets a label, in place of the one this reviewer gave before. Throws WorkspaceError `not_found`. */
  set(label: NewLabel): Label;
  /** Takes a label back. One that is not there stays so. */
  withdraw(label: Pick<NewLabel, 'episodeId' | 'reviewer' | 'seq'>): void;
  /** All labels of an episode: the episode's own first, then those of its steps in order. */
  of(episodeId: string): readonly Label[];
  queue(options: QueueOptions): Queue;
  /** Everybody who gave a label, with how many episodes they labelled as a whole. */
  reviewers(): readonly { readonly name: string; readonly episodes: number }[];
  /** Each two reviewers who labelled the same episodes as a whole, those with the most in common first. */
  agreement(): readonly PairAgreement[];
}

/** In the table, the episode as a whole is step -1. */
const WHOLE = -1;

const labelRow = z
  .object({
    episode_id: z.string(),
    reviewer: z.string(),
    seq: z.number(),
    verdict: z.enum(verdicts),
    note: z.string(),
    labelled_at: z.number(),
  })
  .transform((row): Label => ({
    episodeId: row.episode_id,
    reviewer: row.reviewer,
    seq: row.seq === WHOLE ? null : row.seq,
    verdict: row.verdict,
    note: row.note,
    labelledAt: row.labelled_at,
  }));

const queueRow = z
  .object({
    id: z.string(),
    mine: z.enum(verdicts).nullable(),
    others: z.number(),
    verdicts: z.number(),
  })
  .transform((row): QueueItem => ({
    episodeId: row.id,
    mine: row.mine,
    others: row.others,
    disputed: row.verdicts > 1,
  }));

const orders: Readonly<Record<QueueOrder, string>> = {
  unlabelled: 'mine IS NOT NULL, e.started_at, e.id',
  disagreements: 'verdicts > 1 DESC, others > 0 DESC, mine IS NOT NULL, e.started_at, e.id',
  random: 'shuffled(?, e.id), e.id',
};

export function createLabelStore(db: DatabaseSync, path: string, now: () => number): LabelStore {
  db.function('shuffled', { deterministic: true }, (seed, id) => shuffled(Number(seed), String(id)));
  return {
    set: (given) => {
      const label = labelSchema.parse(given);
      const { episodeId, reviewer, seq, verdict, note } = label;
      const found = db.prepare('SELECT 1 FROM episodes WHERE id = ?').get(episodeId);
      const step = seq ?? WHOLE;
      const stepFound =
        seq === null ||
        db.prepare('SELECT 1 FROM events WHERE episode_id = ? AND seq = ?').get(episodeId, seq);
      if (found === undefined || stepFound === undefined)
        throw new WorkspaceError(
          'not_found',
          `${path}: there is no ${found === undefined ? 'episode' : `step ${String(seq)} in`} ${episodeId}.`,
          { remedy: 'Choose an episode of this workspace, and a step that it has.' },
        );
      const labelledAt = now();
      guard(path, () =>
        db
          .prepare(
            `INSERT INTO labels(episode_id, reviewer, seq, verdict, note, labelled_at) VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT (episode_id, reviewer, seq)
             DO UPDATE SET verdict = excluded.verdict, note = excluded.note, labelled_at = excluded.labelled_at`,
          )
          .run(episodeId, reviewer, step, verdict, note, labelledAt),
      );
      return { ...label, labelledAt };
    },
    withdraw: ({ episodeId, reviewer, seq }) => {
      guard(path, () =>
        db
          .prepare('DELETE FROM labels WHERE episode_id = ? AND reviewer = ? AND seq = ?')
          .run(episodeId, reviewer, seq ?? WHOLE),
      );
    },
    of: (episodeId) =>
      db
        .prepare('SELECT * FROM labels WHERE episode_id = ? ORDER BY seq, labelled_at, reviewer')
        .all(episodeId)
        .map((row) => labelRow.parse(row)),
    queue: ({ reviewer, order, seed, size, search }) => {
      const { where, values } = conditionOf(search);
      const from = `FROM episodes e JOIN runs r ON r.id = e.run_id ${where} AND e.status = 'finished'`;
      const items = db
        .prepare(
          `SELECT e.id,
             (SELECT verdict FROM labels l WHERE l.episode_id = e.id AND l.reviewer = ? AND l.seq = ${WHOLE}) AS mine,
             (SELECT count(*) FROM labels l
              WHERE l.episode_id = e.id AND l.reviewer <> ? AND l.seq = ${WHOLE}) AS others,
             (SELECT count(DISTINCT verdict) FROM labels l WHERE l.episode_id = e.id AND l.seq = ${WHOLE}) AS verdicts
           ${from} ORDER BY ${orders[order]} LIMIT ?`,
        )
        .all(reviewer, reviewer, ...values, ...(order === 'random' ? [seed] : []), size)
        .map((row) => queueRow.parse(row));
      const matching = z
        .object({ n: z.number() })
        .parse(db.prepare(`SELECT count(*) AS n ${from}`).get(...values));
      return { items, matching: matching.n };
    },
    reviewers: () =>
      db
        .prepare(
          `SELECT reviewer AS name, sum(seq = ${WHOLE}) AS episodes FROM labels GROUP BY reviewer ORDER BY reviewer`,
        )
        .all()
        .map((row) => z.object({ name: z.string(), episodes: z.number() }).parse(row)),
    agreement: () => {
      const rows = db
        .prepare(
          `SELECT a.reviewer AS first, b.reviewer AS second, a.verdict AS one, b.verdict AS other
           FROM labels a JOIN labels b ON b.episode_id = a.episode_id AND b.seq = a.seq AND a.reviewer < b.reviewer
           WHERE a.seq = ${WHOLE} ORDER BY a.reviewer, b.reviewer`,
        )
        .all()
        .map((row) => togetherRow.parse(row));
      return [...Map.groupBy(rows, ({ first, second }) => JSON.stringify([first, second])).values()]
        .flatMap((pairs): PairAgreement[] => {
          const [pair] = pairs;
          if (pair === undefined) return [];
          const agreement = agreementOf(pairs.map(({ one, other }) => [one, other] as const));
          return [{ reviewers: [pair.first, pair.second], ...agreement }];
        })
        .sort((a, b) => b.both - a.both);
    },
  };
}

const togetherRow = z.object({
  first: z.string(),
  second: z.string(),
  one: z.enum(verdicts),
  other: z.enum(verdicts),
});

/** A number that looks drawn at random for each id and seed: FNV-1a over both, then MurmurHash3's finaliser, for ids that differ at the end. */
function shuffled(seed: number, id: string): number {
  let hash = 0x811c9dc5;
  for (const character of `${String(seed)} ${id}`)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
