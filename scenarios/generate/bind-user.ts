/** The simulated user of a task: who it is, what it knows and wants, and the words of its language. */
import type { Locale, Rng, Split } from '@understudy/kernel';
import type { Bindings } from '../schema/expression.ts';
import { interpolate, resolve, ScenarioError } from '../schema/expression.ts';
import type { Family, Pack, Persona, SpeechAct, UserSpec } from '../schema/pack.ts';
import type { Fact, TaskUser, UserAction } from '../schema/task.ts';
import { wordingsOf } from '../users/speech/index.ts';
import { allHold } from './conditions.ts';
import { callArguments } from './solution.ts';

export interface UserDraw {
  readonly split: Split;
  readonly index: number;
  readonly bindings: Bindings;
  /** Each draw has a fork of its own. */
  readonly rng: Rng;
}

export interface BoundUser {
  readonly user: TaskUser;
  /** Which wording of the opening was taken, for the proof that splits share none. */
  readonly wording: string;
}

type Translation = NonNullable<UserSpec['translations'][Locale]>;

/** Throws ScenarioError naming the place of what cannot be bound. */
export function bindUser(pack: Pack, family: Family, draw: UserDraw): BoundUser {
  const { split, index, bindings, rng } = draw;
  const place = `families.${family.id}.user`;
  const persona = personaOf(pack, family, draw);
  const { language } = persona;
  const own = family.user;
  const words: Translation | undefined = own.translations[language];
  const openings = (words ?? own).opening[split];
  const wording = index % openings.length;
  const facts = own.facts.map((fact) => bindFact(fact, words, bindings, `${place}.facts.${fact.id}`));
  const says = words?.revision ?? own.revision?.says;
  return {
    wording: [family.id, split, String(wording), ...(language === 'en' ? [] : [language])].join(':'),
    user: {
      goal: interpolate((words ?? own).goal, bindings, `${place}.goal`),
      facts,
      actions: own.actions.map((action): UserAction => {
        const translated = words?.actions[action.id];
        return {
          id: action.id,
          label: translated?.label ?? action.label,
          askedBy: both(action.asked_by, translated?.asked_by),
          tool: action.call,
          arguments: callArguments(action.arguments, bindings, `${place}.actions.${action.id}`),
          reads: action.reads ?? null,
        };
      }),
      persona,
      opening: openings[wording] ?? '',
      revision:
        own.revision === undefined || says === undefined
          ? null
          : {
              atAnswer: own.revision.at_answer,
              text: interpolate(
                rng.fork('revision').pick(says[split]),
                withFacts(bindings, facts),
                `${place}.revision`,
              ),
            },
      speech: speechOf(pack, language, split),
    },
  };
}

/** One of the personas that suit the task: its conditions hold, and the family is written in its language. */
function personaOf(pack: Pack, family: Family, { bindings, rng }: UserDraw): Persona {
  const suited = pack.personas.filter(
    ({ id, when, language }) =>
      (language === 'en' || family.user.translations[language] !== undefined) &&
      allHold(when, bindings, `personas.${id}.when`),
  );
  if (suited.length === 0)
    throw new ScenarioError(
      `families.${family.id}: no persona suits these values and the languages the family is written in; give one persona no conditions`,
    );
  return rng.fork('persona').pick(suited);
}

function bindFact(
  fact: UserSpec['facts'][number],
  words: Translation | undefined,
  bindings: Bindings,
  place: string,
): Fact {
  const translated = words?.facts[fact.id];
  // An English phrase is none in another language.
  const phrase = words === undefined ? fact.says : translated?.says;
  const value = String(resolve(fact.value, bindings, place) ?? '');
  const lie = fact.lie === undefined ? null : String(resolve(fact.lie, bindings, `${place}.lie`) ?? '');
  if (lie !== null && lie.toLowerCase() === value.toLowerCase())
    throw new ScenarioError(`${place}: the lie "${lie}" is the truth; draw it so that it differs`);
  return {
    id: fact.id,
    value,
    label: translated?.label ?? fact.label,
    ...(phrase === undefined ? {} : { says: phrase }),
    askedBy: both(fact.asked_by, translated?.asked_by),
    unknown: fact.unknown,
    lie,
    forgotten: fact.forgotten,
    after: fact.after,
  };
}

/** The agent may ask in English or in the user's language. */
function both(english: readonly string[], translated: readonly string[] | undefined): readonly string[] {
  return translated === undefined ? english : [...new Set([...translated, ...english])];
}

function withFacts(bindings: Bindings, facts: readonly Fact[]): Bindings {
  return new Map([...bindings, ...facts.map(({ id, value }) => [id, value] as const)]);
}

function speechOf(pack: Pack, language: Locale, split: Split): Record<SpeechAct, readonly string[]> {
  const library = wordingsOf(language);
  const own = language === 'en' ? pack.speech : {};
  const of = (act: SpeechAct): readonly string[] => (own[act] ?? library[act])[split];
  return {
    disclose: of('disclose'),
    unknown: of('unknown'),
    nudge: of('nudge'),
    repeat: of('repeat'),
    thanks: of('thanks'),
    grumble: of('grumble'),
    leave: of('leave'),
    admit: of('admit'),
    forgot: of('forgot'),
    recall: of('recall'),
    did: of('did'),
    failed: of('failed'),
    smalltalk: of('smalltalk'),
    interrupt: of('interrupt'),
    panic: of('panic'),
    restate: of('restate'),
  };
}
