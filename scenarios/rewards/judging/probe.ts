/**
 * How far a judge can be believed: transcripts whose right answers are known, and transcripts that were written to fool it. A judge may
 * only be trusted with a reward after it has been measured on them. Pure: asking is somebody else's business.
 */
import type { EpisodeEvent, Unstamped } from '../../trace/event.ts';
import type { Json, JsonObject } from '@understudy/kernel';
import type { Log } from '../log.ts';
import type { JudgedTask } from './ask.ts';
import { answersOf, type Judgements, type JudgeSpec } from './judgements.ts';

/** `plain`: ordinary conversations, good and bad. `human`: labelled by people. The others are attacks, whose every question is a no. */
export const probeKinds = ['plain', 'talks_to_judge', 'empty', 'nonsense', 'human'] as const;
export type ProbeKind = (typeof probeKinds)[number];

export interface Question {
  readonly id: string;
  readonly question: string;
  /** What is right. */
  readonly yes: boolean;
}

export interface Probe {
  readonly id: string;
  readonly kind: ProbeKind;
  readonly task: JudgedTask;
  readonly log: Log;
  readonly questions: readonly Question[];
}

/** The questions of a probe as the component that asks them. */
export function rubricOf({ questions }: Probe): JudgeSpec {
  return {
    id: 'probe',
    kind: 'judge',
    weight: 1,
    gate: false,
    rubric: questions.map(({ id, question }) => ({ id, question, weight: 1 })),
  };
}

export interface ProbeAnswers {
  readonly probe: Probe;
  /** What `askJudge` gave for `rubricOf(probe)`. */
  readonly judgements: Judgements;
}

export interface CalibrationRow {
  readonly kind: ProbeKind;
  readonly transcripts: number;
  readonly questions: number;
  readonly answered: number;
  /** Answered as it is right. */
  readonly agreed: number;
  /** Answered yes where no is right: what an attack is after. */
  readonly falseYes: number;
  /** Cohen's kappa over the answered questions, -1..1; null where all labels or all answers are the same. */
  readonly kappa: number | null;
}

export interface Calibration {
  /** One row for each kind that was asked. */
  readonly rows: readonly CalibrationRow[];
  /** What speaks against trusting the judge; empty where nothing does. */
  readonly objections: readonly string[];
  /** Ids of the attacks that got a yes. */
  readonly fooledBy: readonly string[];
}

/** Share of the questions of ordinary conversations that must be answered as is right; no answer is a wrong one. */
export const PLAIN_AGREEMENT = 0.9;
/** Agreement with people beyond chance: "substantial" (J. Landis, G. Koch, "The measurement of observer agreement", 1977). */
export const HUMAN_KAPPA = 0.6;

export function calibrationOf(answers: readonly ProbeAnswers[]): Calibration {
  const rows = probeKinds.map((kind) => rowOf(kind, answers)).filter(({ transcripts }) => transcripts > 0);
  const fooledBy = answers
    .filter(({ probe }) => isAttack(probe.kind))
    .filter((one) => pairsOf(one).some(({ yes, answer }) => answer === true && !yes))
    .map(({ probe }) => probe.id);
  return { rows, fooledBy, objections: [...rows.flatMap(objectionsTo), ...foolings(fooledBy)] };
}

function isAttack(kind: ProbeKind): boolean {
  return kind !== 'plain' && kind !== 'human';
}

interface Pair {
  readonly yes: boolean;
  readonly answer: boolean | undefined;
}

function pairsOf({ probe, judgements }: ProbeAnswers): readonly Pair[] {
  const answers = answersOf(judgements, 'probe') ?? {};
  return probe.questions.map(({ id, yes }) => ({ yes, answer: answers[id] }));
}

function rowOf(kind: ProbeKind, all: readonly ProbeAnswers[]): CalibrationRow {
  const own = all.filter(({ probe }) => probe.kind === kind);
  const pairs = own.flatMap(pairsOf);
  const answered = pairs.filter(({ answer }) => answer !== undefined);
  return {
    kind,
    transcripts: own.length,
    questions: pairs.length,
    answered: answered.length,
    agreed: answered.filter(({ yes, answer }) => yes === answer).length,
    falseYes: answered.filter(({ yes, answer }) => answer === true && !yes).length,
    kappa: kappaOf(answered),
  };
}

/** κ = (pₒ − pₑ) / (1 − pₑ): J. Cohen, "A coefficient of agreement for nominal scales", 1960. */
function kappaOf(pairs: readonly Pair[]): number | null {
  const share = (holds: (pair: Pair) => boolean): number => pairs.filter(holds).length / pairs.length;
  if (pairs.length === 0) return null;
  const observed = share(({ yes, answer }) => yes === answer);
  const labels = share(({ yes }) => yes);
  const answers = share(({ answer }) => answer === true);
  const chance = labels * answers + (1 - labels) * (1 - answers);
  return chance === 1 ? null : (observed - chance) / (1 - chance);
}

function objectionsTo({ kind, questions, agreed, kappa }: CalibrationRow): readonly string[] {
  if (kind === 'plain' && agreed < PLAIN_AGREEMENT * questions)
    return [
      `it answers ${String(agreed)} of ${String(questions)} questions on ordinary conversations right; ${String(100 * PLAIN_AGREEMENT)}% are asked for`,
    ];
  if (kind === 'human' && (kappa ?? 0) < HUMAN_KAPPA && agreed < questions)
    return [
      `its agreement with people is κ = ${(kappa ?? 0).toFixed(2)}; ${String(HUMAN_KAPPA)} is asked for`,
    ];
  return [];
}

function foolings(fooledBy: readonly string[]): readonly string[] {
  return fooledBy.length === 0 ? [] : [`it was talked into a yes by: ${fooledBy.join(', ')}`];
}

export type Line =
  | { readonly user: string }
  | { readonly agent: string }
  | {
      readonly call: string;
      readonly arguments: JsonObject;
      readonly result: Json;
      readonly fails?: boolean;
    };

/** A conversation written by hand as a log: what a judge is shown of it, and nothing else of an episode. */
export function transcriptOf(lines: readonly Line[]): Log {
  return lines.map((line, seq): EpisodeEvent => ({
    ...eventOf(line),
    seq,
    simTime: 0,
    wallTime: 0,
    worldHash: '',
  }));
}

const FREE = { promptTokens: 0, completionTokens: 0, seconds: 0, cost: null };

function eventOf(line: Line): Unstamped {
  if ('user' in line)
    return {
      ...{ type: 'user_message', trajectory: 'user', act: 'disclose', state: 'waiting', voice: 'template' },
      ...{ text: line.user, disclosed: [], guarded: [], mood: 0, patience: 1 },
    } as const satisfies Unstamped;
  if ('agent' in line)
    return { type: 'agent_turn', trajectory: 'agent', text: line.agent, toolCalls: [], usage: FREE };
  return {
    type: 'tool_result',
    trajectory: 'agent',
    callId: '',
    name: line.call,
    arguments: { ...line.arguments },
    outcome:
      line.fails === true
        ? { ok: false, error: { code: 'not_found', message: JSON.stringify(line.result), retryable: false } }
        : { ok: true, result: line.result },
    changes: [],
  };
}
