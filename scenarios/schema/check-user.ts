/** What is wrong with how a family's user is described: facts, actions, wordings, translations. One text a problem. */
import { references } from './expression.ts';
import type { Family, Pack } from './pack.ts';
import { filledProblems, textProblems, valueProblems, type Problems, type Scope } from './scope.ts';
import type { Wordings } from './words.ts';

export function userProblems(pack: Pack, family: Family, scope: Scope): Problems {
  const { user } = family;
  const place = `families.${family.id}.user`;
  const facts = user.facts.map(({ id }) => id);
  const inRevision: Scope = new Map([...scope, ...facts.map((id) => [id, 'value'] as const)]);
  return [
    ...twice(facts, `${place}.facts`),
    ...twice(
      user.actions.map(({ id }) => id),
      `${place}.actions`,
    ),
    ...textProblems(user.goal, scope, `${place}.goal`),
    ...openingProblems(family, user.opening, `${place}.opening`),
    ...all(user.revision?.says).flatMap((text) => textProblems(text, inRevision, `${place}.revision`)),
    ...user.facts.flatMap((fact) => {
      const where = `${place}.facts.${fact.id}`;
      return [
        ...valueProblems(fact.value, scope, where),
        ...valueProblems(fact.lie, scope, `${where}.lie`),
        ...missing(fact.after, facts, `${where}.after`, 'fact'),
        ...(reaches(family, fact.id, fact.after, [])
          ? [`${where}.after: it would have to be told before itself`]
          : []),
      ];
    }),
    ...user.actions.flatMap(({ id, arguments: args }) =>
      Object.values(args).flatMap((value) => valueProblems(value, scope, `${place}.actions.${id}`)),
    ),
    ...translationProblems(pack, family, scope, inRevision),
    ...soloProblems(family),
  ];
}

function translationProblems(pack: Pack, family: Family, scope: Scope, inRevision: Scope): Problems {
  const { user } = family;
  const spoken = pack.personas.map(({ language }) => language);
  return Object.entries(user.translations).flatMap(([language, words]) => {
    const place = `families.${family.id}.user.translations.${language}`;
    return [
      ...(spoken.some((one) => one === language)
        ? []
        : [`${place}: no persona speaks it; give one the language, or take it out`]),
      ...textProblems(words.goal, scope, `${place}.goal`),
      ...openingProblems(family, words.opening, `${place}.opening`),
      ...all(words.revision).flatMap((text) => textProblems(text, inRevision, `${place}.revision`)),
      ...(user.revision !== undefined && words.revision === undefined
        ? [`${place}.revision: the user changes its mind, so say how in this language`]
        : []),
      ...bothWays(user.facts, words.facts, `${place}.facts`, 'fact'),
      ...bothWays(user.actions, words.actions, `${place}.actions`, 'action'),
    ];
  });
}

/** Every fact that can be asked for has its words, and no words are about a fact that is not there. */
function bothWays(
  own: readonly { readonly id: string; readonly asked_by: readonly string[] }[],
  words: Readonly<Record<string, { readonly asked_by: readonly string[] }>>,
  place: string,
  what: 'fact' | 'action',
): Problems {
  const ids = own.map(({ id }) => id);
  return [
    ...own.flatMap(({ id, asked_by }) =>
      asked_by.length > 0 && !Object.hasOwn(words, id)
        ? [`${place}: the ${what} "${id}" has no words; add its label and asked_by`]
        : [],
    ),
    ...own.flatMap(({ id, asked_by }) =>
      asked_by.length === 0 && (words[id]?.asked_by.length ?? 0) > 0
        ? [`${place}.${id}: the user tells it unasked in English, so leave asked_by out`]
        : [],
    ),
    ...missing(Object.keys(words), ids, place, what),
  ];
}

/** Places of an opening are filled by the user, so they are facts that it tells unasked. */
function openingProblems(family: Family, opening: Wordings, place: string): Problems {
  const open = family.user.facts.flatMap(({ id, asked_by }) => (asked_by.length === 0 ? [id] : []));
  return all(opening).flatMap((text) =>
    references(text)
      .filter((name) => !open.includes(name))
      .map(
        (name) =>
          `${place}: "{${name}}" in "${text}" is no fact the user tells unasked; those are: ${open.join(', ') || 'none'}`,
      ),
  );
}

/** Nobody answers in a solo family. */
function soloProblems({ id, mode, user }: Family): Problems {
  if (mode !== 'solo') return [];
  return [
    ...(user.actions.length > 0 ? [`families.${id}.user.actions: nobody is there in a solo family`] : []),
    ...(user.revision === undefined
      ? []
      : [`families.${id}.user.revision: nobody is there in a solo family`]),
  ];
}

function reaches(family: Family, target: string, from: readonly string[], seen: readonly string[]): boolean {
  return from.some((id) => {
    if (id === target) return true;
    const next = family.user.facts.find((fact) => fact.id === id);
    return next !== undefined && !seen.includes(id) && reaches(family, target, next.after, [...seen, id]);
  });
}

function all(wordings: Wordings | undefined): readonly string[] {
  return wordings === undefined ? [] : [...wordings.train, ...wordings.heldout];
}

/** Names that are given twice. */
export function twice(ids: readonly string[], place: string): Problems {
  return [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))].map(
    (id) => `${place}: two are called "${id}"; give one another name`,
  );
}

/** Names that are not there. */
export function missing(
  names: readonly string[],
  known: readonly string[],
  place: string,
  what: string,
): Problems {
  return names
    .filter((name) => !known.includes(name))
    .map((name) => `${place}: no ${what} "${name}"; there are: ${known.join(', ') || 'none'}`);
}

/** Confidential values, and what must be told. */
export function tellingProblems(family: Family, scope: Scope): Problems {
  return family.confidential.flatMap((value) =>
    filledProblems(value, scope, `families.${family.id}.confidential`),
  );
}
