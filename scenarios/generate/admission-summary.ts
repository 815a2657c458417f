/** What came of admission, counted: plain data that threads pass on, files keep, and a person reads as a page. */
import { z } from 'zod';
import type { Split } from '@understudy/kernel';
import { rejectionKinds } from './admission.ts';
import type { AdmissionReport, RejectionKind } from './admission.ts';

const split = z.enum(['train', 'heldout']);
const level = z.enum(['easy', 'medium', 'hard']);
const count = z.int().nonnegative();
const byLevel = z.strictObject({ easy: count, medium: count, hard: count });

/** The candidates of one family in one split. */
export const familyAdmissionSchema = z.strictObject({
  pack: z.string(),
  family: z.string(),
  split,
  candidates: count,
  admitted: byLevel,
  rejected: z.array(
    z.strictObject({
      taskId: z.string(),
      family: z.string(),
      split,
      level: level.nullable(),
      kind: z.enum(rejectionKinds),
      reason: z.string(),
    }),
  ),
});
export type FamilyAdmission = z.infer<typeof familyAdmissionSchema>;

export interface Tally {
  readonly candidates: number;
  readonly admitted: number;
  readonly rejected: number;
}

export interface AdmissionSummary {
  readonly total: Tally;
  readonly byPack: Readonly<Record<string, Tally>>;
  /** By `pack/family`. */
  readonly byFamily: Readonly<Record<string, Tally>>;
  readonly bySplit: Readonly<Record<Split, Tally>>;
  /** Candidates that could not be bound have no difficulty and are in none of these. */
  readonly byDifficulty: Readonly<Record<'easy' | 'medium' | 'hard', Tally>>;
  /** Rejected candidates by class of reason; every class is named. */
  readonly byReason: Readonly<Record<RejectionKind, number>>;
}

/** A report on one family, without its tasks. */
export function familyAdmission(
  pack: string,
  family: string,
  split: Split,
  { candidates, admitted, rejected }: AdmissionReport,
): FamilyAdmission {
  const at = (wanted: string): number =>
    admitted.filter(({ difficulty }) => difficulty.level === wanted).length;
  return {
    pack,
    family,
    split,
    candidates,
    admitted: { easy: at('easy'), medium: at('medium'), hard: at('hard') },
    rejected: rejected.map(({ taskId, level, kind, reason }) => ({
      ...{ taskId, family, split, level, kind, reason },
    })),
  };
}

export function summarise(admissions: readonly FamilyAdmission[]): AdmissionSummary {
  const packs = Object.groupBy(admissions, ({ pack }) => pack);
  const families = Object.groupBy(admissions, ({ pack, family }) => `${pack}/${family}`);
  const inSplit = (wanted: Split): Tally => tally(admissions.filter((one) => one.split === wanted));
  const atLevel = (wanted: 'easy' | 'medium' | 'hard'): Tally => {
    const admitted = total(admissions, (one) => one.admitted[wanted]);
    const rejected = total(admissions, (one) => one.rejected.filter(({ level }) => level === wanted).length);
    return { candidates: admitted + rejected, admitted, rejected };
  };
  const because = (kind: RejectionKind): number =>
    total(admissions, ({ rejected }) => rejected.filter((one) => one.kind === kind).length);
  return {
    total: tally(admissions),
    byPack: tallies(packs),
    byFamily: tallies(families),
    bySplit: { train: inSplit('train'), heldout: inSplit('heldout') },
    byDifficulty: { easy: atLevel('easy'), medium: atLevel('medium'), hard: atLevel('hard') },
    byReason: {
      unbound: because('unbound'),
      duplicate: because('duplicate'),
      unplayable: because('unplayable'),
      gold_fails: because('gold_fails'),
      gold_short: because('gold_short'),
      alternative_short: because('alternative_short'),
      vacuous_check: because('vacuous_check'),
      lazy: because('lazy'),
    },
  };
}

function tallies(
  groups: Readonly<Partial<Record<string, readonly FamilyAdmission[]>>>,
): Record<string, Tally> {
  return Object.fromEntries(Object.entries(groups).map(([name, list = []]) => [name, tally(list)]));
}

function tally(list: readonly FamilyAdmission[]): Tally {
  const candidates = total(list, (one) => one.candidates);
  const rejected = total(list, (one) => one.rejected.length);
  return { candidates, admitted: candidates - rejected, rejected };
}

function total(list: readonly FamilyAdmission[], figure: (one: FamilyAdmission) => number): number {
  return list.reduce((sum, one) => sum + figure(one), 0);
}

const MEANING: Readonly<Record<RejectionKind, string>> = {
  unbound: 'values that cannot be bound: no row, no case or no persona for them',
  duplicate: 'the same situation, user and solution as another candidate of the family',
  unplayable: "an opening that does not fit the world, or a wording that breaks the user's own facts",
  gold_fails: 'a call of the gold solution or of an alternative is refused',
  gold_short: 'the gold solution earns less than 1',
  alternative_short: 'an alternative earns less than 1',
  vacuous_check: 'a check of the reward holds before anything was done',
  lazy: 'a lazy strategy earns something',
};

/** A page for people. `seconds` is the wall time it took, with so many `workers`. */
export function admissionPage(
  admissions: readonly FamilyAdmission[],
  { seconds, workers }: { readonly seconds: number; readonly workers: number },
): string {
  const summary = summarise(admissions);
  const { candidates, admitted, rejected } = summary.total;
  const all = admissions.flatMap((one) => one.rejected);
  return [
    '# Admission',
    '',
    `${String(candidates)} candidates, ${String(admitted)} admitted, ${String(rejected)} rejected, in ${seconds.toFixed(1)} s with ${String(workers)} ${workers === 1 ? 'worker' : 'workers'}.`,
    '',
    'A candidate becomes a task when its gold solution and every alternative earn 1 and every lazy strategy earns 0.',
    '',
    ...table('rejected because', ['meaning', 'candidates'], Object.entries(MEANING), (kind, meaning) => [
      meaning,
      String(all.filter((one) => one.kind === kind).length),
    ]),
    ...table('difficulty', COLUMNS, Object.entries(summary.byDifficulty), figures),
    ...table('split', COLUMNS, Object.entries(summary.bySplit), figures),
    ...table('pack', COLUMNS, Object.entries(summary.byPack), figures),
    ...table('family', COLUMNS, Object.entries(summary.byFamily), figures),
    ...(all.length === 0 ? [] : ['## Rejected', '', ...all.map(line), '']),
  ].join('\n');
}

const COLUMNS = ['candidates', 'admitted', 'rejected'];

function figures(_name: string, { candidates, admitted, rejected }: Tally): readonly string[] {
  return [candidates, admitted, rejected].map(String);
}

function table<T>(
  head: string,
  columns: readonly string[],
  rows: readonly (readonly [string, T])[],
  cells: (name: string, row: T) => readonly string[],
): readonly string[] {
  const line = (list: readonly string[]): string => `| ${list.join(' | ')} |`;
  return [
    line([head, ...columns]),
    line(['---', ...columns.map(() => '---')]),
    ...rows.map(([name, row]) => line([`\`${name}\``, ...cells(name, row)])),
    '',
  ];
}

function line({ taskId, kind, reason }: FamilyAdmission['rejected'][number]): string {
  return `- \`${taskId}\`: ${kind}: ${reason.replace(/\s+/g, ' ')}`;
}
