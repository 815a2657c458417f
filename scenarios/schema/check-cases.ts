/** What is wrong with the cases of a family and with their solutions. One text a problem. */
import { missing, twice } from './check-user.ts';
import { casesOf, rewardOf, type Case, type Family, type GoldStep, type Pack } from './pack.ts';
import { references } from './expression.ts';
import { conditionProblems, textProblems, valueProblems, type Problems, type Scope } from './scope.ts';

export function caseProblems(pack: Pack, family: Family, scope: Scope): Problems {
  const cases = casesOf(family);
  const place = `families.${family.id}`;
  return [
    ...twice(
      cases.map(({ id }) => id),
      `${place}.cases`,
    ),
    ...cases
      .slice(0, -1)
      .flatMap(({ id, when }) =>
        when.length > 0
          ? []
          : [
              `${place}.cases.${id}: it always holds, so no case after it is reached; say when, or put it last`,
            ],
      ),
    ...cases.flatMap((one) =>
      oneProblems(pack, family, one, scope, family.cases === undefined ? place : `${place}.cases.${one.id}`),
    ),
  ];
}

function oneProblems(pack: Pack, family: Family, one: Case, scope: Scope, place: string): Problems {
  const clauses = clausesOf(pack.policy);
  const asksWhatWasTold = rewardOf(pack, family.id).some(({ kind }) => kind === 'communicated');
  return [
    ...conditionProblems(one.when, scope, place),
    ...one.clauses
      .filter((clause) => !clauses.includes(clause))
      .map(
        (clause) =>
          `${place}.clauses: the policy has no clause ${String(clause)}; it has: ${clauses.join(', ') || 'none; begin its lines with "1. "'}`,
      ),
    ...[one.gold, ...one.alternatives].flatMap((steps, i) =>
      steps.flatMap((step, n) =>
        stepProblems(
          pack,
          family,
          step,
          scope,
          `${place}.${i === 0 ? 'gold' : `alternatives.${String(i - 1)}`}.${String(n)}`,
        ),
      ),
    ),
    ...(asksWhatWasTold && one.communicate.length === 0
      ? [
          `${place}.communicate: the reward asks what was told, so say what must be; or give the family a reward of its own`,
        ]
      : []),
    ...one.communicate.flatMap(({ any_of, none_of = [] }) =>
      [...any_of, ...none_of].flatMap((text) => textProblems(text, scope, `${place}.communicate`)),
    ),
  ];
}

/** The numbers at the beginning of the policy's lines: `3. Damaged item: …`. */
export function clausesOf(policy: string): readonly number[] {
  return [...policy.matchAll(/^\s*(\d+)[.)]\s/gm)].map((match) => Number(match[1]));
}

function stepProblems(pack: Pack, family: Family, step: GoldStep, scope: Scope, place: string): Problems {
  const when = conditionProblems(step.when, scope, place);
  if ('call' in step)
    return [
      ...when,
      ...toolProblems(pack, step.call, place),
      ...Object.values(step.arguments).flatMap((value) => valueProblems(value, scope, place)),
    ];
  const open: Scope = 'ask' in step ? new Map([...scope, ['asked', 'value']]) : scope;
  const said = [...when, ...textProblems(step.say, open, place)];
  if ('ask' in step) return [...said, ...askProblems(family, step, place)];
  if ('ask_to' in step) return [...said, ...requestProblems(family, step, place)];
  return said;
}

function toolProblems({ tools, distractors }: Pack, tool: string, place: string): Problems {
  if (tools.includes(tool)) return [];
  return distractors.includes(tool)
    ? [`${place}: "${tool}" is a distractor, which no solution uses; move it to tools`]
    : [`${place}: "${tool}" is not among the pack's tools`];
}

function askProblems(family: Family, step: Extract<GoldStep, { ask: unknown }>, place: string): Problems {
  const { facts } = family.user;
  const unknown = missing(
    step.ask,
    facts.map(({ id }) => id),
    place,
    'fact',
  );
  if (unknown.length > 0) return unknown;
  if (family.mode === 'solo') return [`${place}: nobody answers in a solo family; take the question out`];
  return facts.flatMap(({ id, label, asked_by }) => {
    if (!step.ask.includes(id) || heard(step.say.replaceAll('{asked}', label), asked_by)) return [];
    return [
      `${place}: "${step.say}" does not ask for "${id}", whose asked_by is: ${asked_by.join(', ') || 'empty'}; use one of these words`,
    ];
  });
}

function requestProblems(
  family: Family,
  step: Extract<GoldStep, { ask_to: unknown }>,
  place: string,
): Problems {
  const action = family.user.actions.find(({ id }) => id === step.ask_to);
  if (action === undefined)
    return missing(
      [step.ask_to],
      family.user.actions.map(({ id }) => id),
      place,
      'action',
    );
  return heard(step.say, action.asked_by)
    ? []
    : [
        `${place}: "${step.say}" does not ask for "${action.id}", whose asked_by is: ${action.asked_by.join(', ')}; use one of these words`,
      ];
}

/** Whether a line counts as asking. One with places to fill may hold the words once they are filled. */
function heard(line: string, askedBy: readonly string[]): boolean {
  const text = line.toLowerCase();
  return references(line).length > 0 || askedBy.some((phrase) => text.includes(phrase.toLowerCase()));
}
