/** Findings over many episodes, as counts. */
import type { EpisodeEvent } from '../../trace/event.ts';
import { findingKinds, isCritical, type Finding, type FindingKind } from './finding.ts';

export interface UserTally {
  readonly episodes: number;
  readonly lines: number;
  /** Lines spoken by a language model, and lines of one that the guard held back. */
  readonly spoken: number;
  readonly heldBack: number;
  /** Episodes with at least one critical finding. */
  readonly criticalEpisodes: number;
  readonly criticalLines: number;
  readonly minorLines: number;
  readonly byKind: Readonly<Record<FindingKind, number>>;
}

const kinds = Object.keys(findingKinds).filter((kind): kind is FindingKind => kind in findingKinds);

/** Counts. A line with several findings counts once for each kind, and once as critical. */
export function tallyUsers(
  checked: readonly { readonly log: readonly EpisodeEvent[]; readonly findings: readonly Finding[] }[],
): UserTally {
  const all = checked.flatMap(({ findings }) => findings);
  const lines = checked.flatMap(({ log }) => log.filter((event) => event.type === 'user_message'));
  const linesWith = (wanted: (finding: Finding) => boolean): number =>
    sum(checked.map(({ findings }) => new Set(findings.filter(wanted).map(({ seq }) => seq)).size));
  const none: Record<FindingKind, number> = {
    foreign_fact: 0,
    undisclosed_fact: 0,
    withheld_fact: 0,
    ended_early: 0,
    contradicts_world: 0,
    lie_after_admission: 0,
    wrong_wish: 0,
    out_of_role: 0,
    wrong_language: 0,
    overstayed: 0,
    garbled: 0,
    odd_length: 0,
  };
  const byKind = { ...none };
  for (const kind of kinds) byKind[kind] = all.filter((finding) => finding.kind === kind).length;
  return {
    episodes: checked.length,
    lines: lines.length,
    spoken: lines.filter(({ voice }) => voice === 'llm').length,
    heldBack: sum(lines.map(({ guarded }) => guarded.length)),
    criticalEpisodes: checked.filter(({ findings }) => findings.some(isCritical)).length,
    criticalLines: linesWith(isCritical),
    minorLines: linesWith((finding) => !isCritical(finding)),
    byKind,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
