/** What a scenario document refers to must exist: tools, facts, focus values. One text a problem, each with its place. */
import type { Family, Pack } from './pack.ts';
import { references } from './expression.ts';

export function danglingReferences(pack: Pack): readonly string[] {
  return [
    ...pack.families.flatMap((family) => familyProblems(pack, family)),
    ...rewardProblems(pack),
    ...settledProblems(pack),
    ...sharedWordings(pack),
  ];
}

function familyProblems(pack: Pack, family: Family): readonly string[] {
  const place = `families.${family.id}`;
  const facts = family.user.facts.map((fact) => fact.id);
  const open = family.user.facts.flatMap((fact) => (fact.asked_by.length === 0 ? [fact.id] : []));
  const problems: string[] = [];
  for (const [i, step] of family.gold.entries()) {
    if ('call' in step && !pack.tools.includes(step.call))
      problems.push(`${place}.gold.${String(i)}: "${step.call}" is not among the pack's tools`);
    if ('ask' in step)
      for (const id of step.ask)
        if (!facts.includes(id))
          problems.push(`${place}.gold.${String(i)}: no fact "${id}"; there are: ${facts.join(', ')}`);
  }
  for (const text of [...family.user.opening.train, ...family.user.opening.heldout])
    for (const name of references(text))
      if (!open.includes(name))
        problems.push(
          `${place}.user.opening: "{${name}}" in "${text}" is no fact the user tells unasked; those are: ${open.join(', ') || 'none'}`,
        );
  return problems;
}

function rewardProblems(pack: Pack): readonly string[] {
  return pack.reward.flatMap((component) => {
    if (component.kind !== 'process' || component.rule.type !== 'order') return [];
    const { first, tools, exempt, told } = component.rule;
    const place = `reward.${component.id}`;
    const named = new Set([first, ...tools, ...exempt.flatMap((one) => [one.tool, one.after])]);
    const missing = [...named].filter((name) => !pack.tools.includes(name));
    return [
      ...missing.map((name) => `${place}: "${name}" is not among the pack's tools`),
      ...Object.values(told).flatMap((id) =>
        pack.families
          .filter((family) => !family.user.facts.some((fact) => fact.id === id))
          .map((family) => `${place}: the user of families.${family.id} has no fact "${id}"`),
      ),
    ];
  });
}

function settledProblems(pack: Pack): readonly string[] {
  const { key } = pack.settled;
  if (typeof key !== 'string' || !key.startsWith('$')) return [];
  const name = key.slice(1);
  return name in pack.focus
    ? []
    : [`settled.key: "${key}" is not in focus; it has: ${Object.keys(pack.focus).join(', ') || 'nothing'}`];
}

/** A wording of both splits, in whatever family: what was learnt in training would be asked again. */
function sharedWordings(pack: Pack): readonly string[] {
  const lists = [...pack.families.map((family) => family.user.opening), ...Object.values(pack.speech)];
  const train = new Set(lists.flatMap((list) => list.train));
  return lists
    .flatMap((list) => list.heldout)
    .filter((text) => train.has(text))
    .map((text) => `"${text}" is a wording of both splits`);
}
