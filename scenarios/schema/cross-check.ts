/** What a scenario document refers to must exist: names, tools, facts, clauses, focus values. One text a problem, with its place. */
import { wordingsOf } from '../users/speech/index.ts';
import { caseProblems } from './check-cases.ts';
import { rewardProblems } from './check-reward.ts';
import { missing, tellingProblems, twice, userProblems } from './check-user.ts';
import { referenced } from './expression.ts';
import { settledOf, type Family, type OpeningRow, type Pack } from './pack.ts';
import {
  conditionProblems,
  filledProblems,
  scopeOf,
  textProblems,
  valueProblems,
  type Problems,
  type Scope,
} from './scope.ts';
import { shiftProblems } from './shift.ts';
import type { Wordings } from './words.ts';

export function danglingReferences(pack: Pack): Problems {
  const problems = [
    ...toolProblems(pack),
    ...twice(
      pack.personas.map(({ id }) => id),
      'personas',
    ),
    ...(pack.families.some(({ split }) => split === 'both')
      ? []
      : ['families: all are held out, so there is nothing to train on; give one the split "both"']),
    ...pack.families.flatMap((family) => familyProblems(pack, family)),
    ...rewardProblems(pack),
    ...settledProblems(pack),
    ...shiftProblems(pack),
    ...voiceProblems(pack),
    ...sharedWordings(pack),
  ];
  // What the pack shares is looked at once for each family, since each has names of its own.
  return [...new Set(problems)];
}

function voiceProblems({ voice, personas }: Pack): Problems {
  const spoken = personas.map(({ language }) => language);
  return Object.keys(voice)
    .filter((language) => spoken.every((one) => one !== language))
    .map((language) => `voice.${language}: no persona speaks it; give one the language, or take it out`);
}

function toolProblems({ tools, distractors, faults }: Pack): Problems {
  const offered = [...tools, ...distractors];
  const stopped = (faults?.outages ?? []).flatMap((outage) => outage.tools);
  return [...twice(offered, 'tools and distractors'), ...missing(stopped, offered, 'faults.outages', 'tool')];
}

function familyProblems(pack: Pack, family: Family): Problems {
  const { scope, problems } = scopeOf(pack, family);
  const place = `families.${family.id}`;
  return [
    ...problems,
    ...textProblems(pack.policy, scope, 'policy'),
    ...Object.entries(pack.focus).flatMap(([key, value]) => valueProblems(value, scope, `focus.${key}`)),
    ...pack.personas.flatMap(({ id, when }) => conditionProblems(when, scope, `personas.${id}`)),
    ...openingProblems(pack.opening, scope, 'opening'),
    ...openingProblems(family.opening, scope, `${place}.opening`),
    ...userProblems(pack, family, scope),
    ...caseProblems(pack, family, scope),
    ...tellingProblems(family, scope),
  ];
}

function openingProblems(rows: readonly OpeningRow[], scope: Scope, place: string): Problems {
  return rows.flatMap(({ key, values, when = [] }, i) => {
    const where = `${place}.${String(i)}`;
    return [
      ...conditionProblems(Array.isArray(when) ? when : [when], scope, where),
      ...valueProblems(key, scope, where),
      ...Object.entries(values).flatMap(([column, value]) =>
        filledProblems(value, scope, `${where}.${column}`),
      ),
    ];
  });
}

function settledProblems(pack: Pack): Problems {
  return pack.families.flatMap((family) =>
    settledOf(pack, family.id).flatMap(({ key }) => {
      const name = referenced(key);
      if (name === null || name in pack.focus) return [];
      const place = family.settled === undefined ? '' : `families.${family.id}.`;
      return [
        `${place}settled.key: "$${name}" is not in focus; it has: ${Object.keys(pack.focus).join(', ') || 'nothing'}`,
      ];
    }),
  );
}

/** A wording of both splits, in whatever family or in the library: what was learnt in training would be asked again. */
function sharedWordings(pack: Pack): Problems {
  const library = Object.entries(wordingsOf('en')).flatMap(([act, wordings]) =>
    Object.keys(pack.speech).includes(act) ? [] : [wordings],
  );
  const lists: readonly Wordings[] = [
    ...pack.families.flatMap(({ user }) => [
      ...[user, ...Object.values(user.translations)].map(({ opening }) => opening),
      ...[user.revision?.says, ...Object.values(user.translations).map(({ revision }) => revision)].flatMap(
        (revision) => (revision === undefined ? [] : [revision]),
      ),
    ]),
    ...Object.values(pack.speech),
    ...library,
  ];
  const train = new Set(lists.flatMap((list) => list.train));
  return lists
    .flatMap((list) => list.heldout)
    .filter((text) => train.has(text))
    .map((text) => `"${text}" is a wording of both splits`);
}
