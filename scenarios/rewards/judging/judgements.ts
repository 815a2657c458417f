/** The answers of a judge and of reward models, and the components that count them. Asking is somebody else's business: this is pure. */
import { z } from 'zod';
import type { Verdict } from '../log.ts';
import type { ComponentSpec } from '../spec.ts';

/**
 * By component id. Of a rubric: by question id, yes or no. Of a reward model: its value, 0..1. Null for a component that was asked
 * for and not answered.
 */
export const judgementsSchema = z.record(
  z.string(),
  z.union([z.record(z.string(), z.boolean()), z.number().min(0).max(1)]).nullable(),
);
export type Judgements = Readonly<z.infer<typeof judgementsSchema>>;

export type JudgeSpec = Extract<ComponentSpec, { kind: 'judge' }>;
export type RewardModelSpec = Extract<ComponentSpec, { kind: 'reward_model' }>;

/** The answers to a rubric's questions, null without any. */
export function answersOf(
  judgements: Judgements | undefined,
  id: string,
): Readonly<Record<string, boolean>> | null {
  const given = judgements?.[id] ?? null;
  return typeof given === 'number' ? null : given;
}

/** Components that something outside the episode must answer: without that they are null, and so is the reward. */
export function isAnswered({ kind }: Pick<ComponentSpec, 'kind'>): boolean {
  return kind === 'judge' || kind === 'reward_model';
}

/** Σ weight of the questions answered yes / Σ weight; null without an answer to every question: an outage is nobody's score. */
export function judged(spec: JudgeSpec, judgements: Judgements | undefined): Verdict {
  const answers = answersOf(judgements, spec.id);
  if (answers === null) return { score: null, evidence: ['the judge has not answered'] };
  const open = spec.rubric.find(({ id }) => answers[id] === undefined);
  if (open !== undefined) return { score: null, evidence: [`the judge has not answered "${open.id}"`] };
  const total = spec.rubric.reduce((sum, { weight }) => sum + weight, 0);
  const yes = spec.rubric.reduce((sum, { id, weight }) => sum + (answers[id] === true ? weight : 0), 0);
  return {
    score: Math.min(1, yes / total),
    evidence: spec.rubric.map(
      ({ id, question }) => `${answers[id] === true ? 'yes' : 'no'}: ${id}: ${question}`,
    ),
  };
}

/** What the reward model said; null where it has not been asked, is not there or failed: an outage is nobody's score. */
export function rated(spec: RewardModelSpec, judgements: Judgements | undefined): Verdict {
  const value = judgements?.[spec.id] ?? null;
  if (typeof value !== 'number')
    return { score: null, evidence: [`the reward model "${spec.model}" has not rated it`] };
  return { score: value, evidence: [`the reward model "${spec.model}" says ${value.toFixed(3)}`] };
}

/** A judge that says yes to everything and reward models at 1: the most that can be earned, for proofs that it is nothing. */
export function everyYes(spec: readonly ComponentSpec[]): Judgements {
  return Object.fromEntries(
    spec.flatMap((component): readonly (readonly [string, Judgements[string]])[] => {
      if (component.kind === 'reward_model') return [[component.id, 1]];
      if (component.kind !== 'judge') return [];
      return [[component.id, Object.fromEntries(component.rubric.map(({ id }) => [id, true]))]];
    }),
  );
}
