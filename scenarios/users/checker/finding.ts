/** What the independent checker can find wrong with a simulated user. */

export const findingKinds = {
  /** A figure, an address, a person or a thing that is none of the user's. */
  foreign_fact: 'critical',
  /** A fact of the user's own that its machine had not decided to tell. */
  undisclosed_fact: 'critical',
  /** The machine told a fact, the line does not. */
  withheld_fact: 'critical',
  /** The user went although its case was open and its patience not out. */
  ended_early: 'critical',
  /** What the user says it did or saw is not what happened. */
  contradicts_world: 'critical',
  /** A lie that had been admitted was told again. */
  lie_after_admission: 'critical',
  /** The line asks for what another user would want, or the opening does not say what this one wants. */
  wrong_wish: 'critical',
  /** The line speaks as a machine, or as the agent. */
  out_of_role: 'critical',
  /** Another language than the persona's. */
  wrong_language: 'minor',
  /** The case was settled, and the user went on as if it were not. */
  overstayed: 'minor',
  /** Broken characters, names of fields, capitals inside words. */
  garbled: 'minor',
  /** Nothing, or far more than a person writes. */
  odd_length: 'minor',
} as const;

export type FindingKind = keyof typeof findingKinds;

export interface Finding {
  readonly kind: FindingKind;
  /** Sequence number of the event. */
  readonly seq: number;
  /** What was found, with the line. */
  readonly what: string;
}

export function isCritical(finding: Finding): boolean {
  return findingKinds[finding.kind] === 'critical';
}
