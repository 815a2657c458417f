/** The answers of a judge, and the component that counts them. Asking is somebody else's business: this is pure. */
import { z } from 'zod';
import type { Verdict } from '../log.ts';
import type { ComponentSpec } from '../spec.ts';

/** By component id, then by question id: yes or no. Null for a component the judge did not answer. */
export const judgementsSchema = z.record(z.string(), z.record(z.string(), z.boolean()).nullable());
export type Judgements = Readonly<Record<string, Readonly<Record<string, boolean>> | null>>;

export type JudgeSpec = Extract<ComponentSpec, { kind: 'judge' }>;

/** Σ weight of the questions answered yes / Σ weight; null without an answer to every question: an outage is nobody's score. */
export function judged(spec: JudgeSpec, judgements: Judgements | undefined): Verdict {
  const answers = judgements?.[spec.id] ?? null;
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

/** A judge that says yes to everything: the most that an episode can earn, for proofs that it earns nothing. */
export function everyYes(spec: readonly ComponentSpec[]): Judgements {
  return Object.fromEntries(
    spec.flatMap((component) =>
      component.kind === 'judge'
        ? [[component.id, Object.fromEntries(component.rubric.map(({ id }) => [id, true]))]]
        : [],
    ),
  );
}
