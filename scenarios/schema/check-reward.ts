/** What is wrong with what a reward refers to: tools, facts, focus values. One text a problem. */
import type { ComponentSpec, ProcessRule } from '../rewards/spec.ts';
import { missing } from './check-user.ts';
import { casesOf, type Family } from './family.ts';
import type { Pack } from './pack.ts';
import type { Problems } from './scope.ts';

export function rewardProblems(pack: Pack): Problems {
  const shared = pack.families.filter(({ reward }) => reward === undefined);
  return [
    ...pack.reward.flatMap((component) =>
      componentProblems(pack, component, shared, `reward.${component.id}`),
    ),
    ...pack.families.flatMap((family) =>
      (family.reward ?? []).flatMap((component) =>
        componentProblems(pack, component, [family], `families.${family.id}.reward.${component.id}`),
      ),
    ),
  ];
}

/** `judged` are the families whose episodes this component scores. */
function componentProblems(
  pack: Pack,
  component: ComponentSpec,
  judged: readonly Family[],
  place: string,
): Problems {
  if (component.kind === 'sql_assertion')
    return [...component.query.matchAll(/:([a-zA-Z][a-zA-Z0-9_]*)/g)]
      .map((match) => match[1] ?? '')
      .filter((name) => !(name in pack.focus))
      .map(
        (name) =>
          `${place}: ":${name}" is not in focus; it has: ${Object.keys(pack.focus).join(', ') || 'nothing'}`,
      );
  if (component.kind !== 'process') return [];
  return ruleProblems(pack, component.rule, judged, place);
}

function ruleProblems(pack: Pack, rule: ProcessRule, judged: readonly Family[], place: string): Problems {
  if (rule.type !== 'order') return [];
  const { first, tools, exempt, told, only } = rule;
  const concerned =
    only === undefined
      ? judged
      : judged.filter(({ id }) => only.some((one) => one === id || one.startsWith(`${id}/`)));
  const ways = judged.flatMap((family) => [
    family.id,
    ...casesOf(family).map((way) => `${family.id}/${way.id}`),
  ]);
  const offered = [...pack.tools, ...pack.distractors];
  const named = new Set([first, tools, exempt.flatMap((one) => [one.tool, one.after])].flat(2));
  return [
    ...[...named]
      .filter((tool) => !offered.includes(tool))
      .map((tool) => `${place}: "${tool}" is not among the pack's tools`),
    ...missing(only ?? [], ways, `${place}.only`, 'family or case that this reward judges called'),
    ...Object.values(told).flatMap((id) =>
      concerned
        .filter((family) => !family.user.facts.some((fact) => fact.id === id))
        .map((family) => `${place}: the user of families.${family.id} has no fact "${id}"`),
    ),
  ];
}
