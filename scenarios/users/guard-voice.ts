/**
 * The part of the fact guard that only a language model needs: invented people and things, a wish that is not the user's, another
 * language, the talk of machines, a prompt given away, orders to the agent. It may refuse too much: the voice tries again, and in the
 * end the template speaks. What the scenario itself says is never refused.
 */
import { locales, type Locale } from '@understudy/kernel';
import { namesOf } from '@understudy/people';
import { contains, guardLine } from './guard.ts';
import type { VoiceRequest } from './request.ts';
import { lexiconOf, wishes } from './speech/lexicon.ts';
import { labelOf } from '../schema/voice.ts';
import { promptOf } from './speech/prompts.ts';
import { withOpenFacts } from './template.ts';

/** How models and chat formats give themselves away. */
const MARKUP =
  /<\/?[a-z_]+>|\[\/?(?:inst|system|user|assistant)\]|<<\/?sys>>|^\s*#{2,}|\*\*|^\s*(?:system|assistant|user|agent|customer|tool|kunde|kunden?dienst|client|cliente|klant)\s*:|\b[a-z]+_[a-z_]+\s*\(|\{[a-z_]+\}|https?:\/\//im;
const MACHINE_TALK =
  /\b(?:language model|chat ?bot|as an? ai|i am an? ai|i'm an? ai|my (?:training|programming)|openai|how (?:can|may) i (?:help|assist)|sprachmodell|als ki|ich bin eine ki|wie kann ich (?:ihnen|dir) helfen|modèle de langage|en tant qu['’]ia|je suis une ia|comment puis-je vous aider|modelo de lenguaje|como ia|soy una ia|en qué puedo ayudar|modello linguistico|come ia|sono un['’]ia|come posso aiutar|taalmodel|als ai|ik ben een ai|waarmee kan ik (?:u|je) helpen|kan ik u helpen)\b/iu;
const ORDERS =
  /\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|polic)|\bsystem prompt\b|\b(?:ignoriere?n?|vergiss|vergessen)\b.{0,40}\b(?:anweisung|regel|richtlini)|\b(?:ignore[rz]?|oublie[rz]?)\b.{0,40}\b(?:instruction|consigne|règle)|\b(?:ignor[ae]|olvid[ae])\b.{0,40}\b(?:instruccion|regla|norma)|\b(?:ignor[ai]|dimentic[ah]i?)\b.{0,40}\b(?:istruzion|regol)|\b(?:negeer|vergeet)\b.{0,40}\b(?:instructie|regel|opdracht)|\byou are now\b|\bdeveloper mode\b/iu;

/** Broken characters, names of fields, capitals inside words. */
const GARBLED = /\uFFFD|[\p{L}\d]*_[\p{L}\d_]*|\p{L}*\p{Ll}\p{Lu}\p{L}*|[{}<>|\\^~]/gu;

const firstNames: ReadonlySet<string> = new Set(
  locales.flatMap((locale) => {
    const { first } = namesOf(locale);
    return [...first.train, ...first.heldout];
  }),
);

/** Null when a language model's line may be sent, else the reason it may not. */
export function guardVoice(line: string, request: VoiceRequest): string | null {
  const plain = guardLine(line, request);
  if (plain !== null) return plain;
  const { persona } = request.user;
  const own = ownWords(request);
  return (
    outOfCharacter(line, own, request) ??
    promptGivenAway(line, request) ??
    missesItsAct(line, request) ??
    foreignWish(line, own, persona.language) ??
    foreignGoal(line, own, request) ??
    inventedFigure(line, own, persona.language) ??
    inventedName(line, own, request) ??
    foreignLanguage(line, own, persona.language)
  );
}

/** Everything the scenario has this user say or know that may be said now: a voice may use any of it. */
function ownWords({ user, move, told }: VoiceRequest): string {
  return [
    user.goal,
    withOpenFacts(user.opening, user),
    user.revision === null ? '' : withOpenFacts(user.revision.text, user),
    ...Object.values(user.speech).flat(),
    ...[...user.facts, ...user.actions].map(({ label }) => label),
    ...user.facts.map(({ says }) => says ?? ''),
    ...[...move.disclose, ...told, ...user.facts.filter((fact) => fact.askedBy.length === 0)].map(
      (fact) => fact.value,
    ),
    move.performed?.reading ?? '',
    ...Object.values(move.state.done),
  ].join('\n');
}

function outOfCharacter(line: string, own: string, { user, move }: VoiceRequest): string | null {
  if (MARKUP.test(line)) return 'the line holds markup or stage directions, not what a customer writes';
  const garbled = line.match(GARBLED)?.find((piece) => !own.includes(piece));
  if (garbled !== undefined) return `the line is garbled at "${garbled}"`;
  const agent = lexiconOf(user.persona.language).agent.find((phrase) => startsWord(line, phrase));
  const talks = agent !== undefined && !startsWord(own, agent);
  if (talks || (MACHINE_TALK.test(line) && !MACHINE_TALK.test(own)))
    return 'the line talks like a machine or like the agent';
  if (ORDERS.test(line) && !ORDERS.test(own))
    return 'the line gives the agent orders that are not the user’s';
  // A fact that is named but not told is asked for, as agents do.
  const script = `${user.goal}\n${user.opening}`;
  const named = user.facts.find(
    ({ id, label, askedBy }) =>
      askedBy.length > 0 &&
      ![...move.disclose, ...move.asked].some((other) => other.id === id) &&
      contains(line, label) &&
      !contains(script, label),
  );
  return named === undefined ? null : `the line speaks of ${named.label} and does not tell it`;
}

/** Some acts need words of their kind: an opening says what is wanted and of what, a farewell takes leave, a no denies. */
function missesItsAct(line: string, { user, move }: VoiceRequest): string | null {
  const { leave, denial, wishes: stems } = lexiconOf(user.persona.language);
  const has = (some: readonly string[]): boolean => some.some((stem) => startsWord(line, stem));
  if (move.act === 'open') {
    const opening = withOpenFacts(user.opening, user);
    const unsaid = user.facts.find(
      ({ id, value }) => user.opening.includes(`{${id}}`) && !contains(line, value),
    );
    if (unsaid !== undefined) return `the line does not say which ${unsaid.label} it is about`;
    const script = `${user.goal}\n${opening}`;
    const wanted = wishes.filter((wish) => stems[wish].some((stem) => startsWord(script, stem)));
    const words = contentOf(script, user);
    const shared = [...contentOf(line, user)].filter((word) => words.has(word)).length;
    const said = wanted.length > 0 ? wanted.some((wish) => has(stems[wish])) || shared > 2 : shared > 1;
    if (!said) return 'the line does not say what the user wants';
  }
  if (move.revision !== null) {
    const words = contentOf(withOpenFacts(move.revision, user), user);
    const said = contentOf(line, user);
    if ([...words].filter((word) => said.has(word)).length * 2 < words.size)
      return 'the line does not say that the user has changed its mind';
  }
  if (move.ends && !has(leave)) return 'the line does not take leave';
  if ((move.act === 'unknown' || move.act === 'forgot' || move.act === 'failed') && !has(denial))
    return 'the line does not say no';
  return null;
}

/** The line speaks of what users of other families want, and not of what this one wants. */
function foreignGoal(line: string, own: string, { user, otherGoals }: VoiceRequest): string | null {
  const mine = contentOf(own, user);
  const said = [...contentOf(line, user)].filter((word) => !mine.has(word));
  if (said.length < 2) return null;
  for (const goal of otherGoals?.() ?? []) {
    const theirs = contentOf(goal, user);
    if (said.filter((word) => theirs.has(word)).length > 1)
      return `the line is about something else: ${goal}`;
  }
  return null;
}

/** Words that carry the meaning, as their first five letters; the user's facts left out. */
function contentOf(text: string, { facts }: VoiceRequest['user']): ReadonlySet<string> {
  const values = new Set(facts.flatMap(({ value }) => wordsOf(value)));
  return new Set(
    wordsOf(text.replaceAll(/\{[^}]*\}/g, ' '))
      .filter((word) => word.length > 3 && !values.has(word))
      .map((word) => word.slice(0, 5)),
  );
}

function promptGivenAway(line: string, { user, prompt }: VoiceRequest): string | null {
  const { goal, mood, act, also, reading, unknown } = prompt ?? promptOf(user.persona.language);
  const low = line.toLowerCase();
  // Words without a colon are ordinary words.
  const label = [goal, mood, act, also, reading, unknown]
    .map(labelOf)
    .find((text) => text.endsWith(':') && low.includes(text.toLowerCase()));
  return label === undefined ? null : `the line repeats its own prompt ("${label}")`;
}

/** Something is asked for that the goal does not speak of. */
function foreignWish(line: string, own: string, language: Locale): string | null {
  const stems = lexiconOf(language).wishes;
  for (const wish of wishes) {
    const named = stems[wish].find((stem) => startsWord(line, stem));
    if (named !== undefined && !stems[wish].some((stem) => startsWord(own, stem)))
      return `the line speaks of "${named}", which is not what the user wants`;
  }
  return null;
}

function inventedFigure(line: string, own: string, language: Locale): string | null {
  const { figures } = lexiconOf(language);
  const known = new Set(wordsOf(own));
  const word = wordsOf(line).find((one) => figures.has(one) && !known.has(one));
  return word === undefined ? null : `the line tells "${word}", which is none of the user's facts`;
}

/** Names of the world, and names that people have; the user may use its own and those the agent has just used. */
function inventedName(line: string, own: string, { heard, names, user }: VoiceRequest): string | null {
  const allowed = `${own}\n${heard}`;
  const refused = (name: string): string => `the line names "${name}", which is none of the user's facts`;
  const person = (line.match(/\p{Lu}\p{L}+/gu) ?? []).find(
    (word) => firstNames.has(word) && !contains(allowed, word) && !onlyStarts(line, word),
  );
  if (person !== undefined) return refused(person);
  for (const phrase of lexiconOf(user.persona.language).naming) {
    const at = line.toLowerCase().indexOf(phrase);
    const name = at === -1 ? undefined : /\p{L}[\p{L}-]+/u.exec(line.slice(at + phrase.length))?.[0];
    if (name !== undefined && !contains(allowed, name)) return refused(name);
  }
  const book = names?.();
  if (book === undefined) return null;
  const low = line.toLowerCase();
  for (const name of book)
    if (low.includes(name) && contains(line, name) && !contains(allowed, name)) return refused(name);
  return null;
}

/** A capital at the start of a sentence makes no name: "Will you …", "Mark my words". */
function onlyStarts(line: string, word: string): boolean {
  return (
    !new RegExp(`[^.!?\\s]\\s+${word}(?!\\p{L})`, 'u').test(line) &&
    !new RegExp(`${word}\\s+\\p{Lu}`, 'u').test(line)
  );
}

/** Told apart by small words that one language has and the other has not. A line of few words may be in any language. */
function foreignLanguage(line: string, own: string, language: Locale): string | null {
  const known = new Set(wordsOf(own));
  const words = wordsOf(line);
  if (words.length < 4) return null;
  const mine = lexiconOf(language).small;
  const other = locales.find((locale) => {
    if (locale === language) return false;
    const theirs = lexiconOf(locale).small;
    const strange = words.filter((word) => theirs.has(word) && !mine.has(word) && !known.has(word));
    const usual = words.filter((word) => mine.has(word) && !theirs.has(word));
    return strange.length >= usual.length + 2;
  });
  return other === undefined ? null : `the line is in another language than the user's (${language})`;
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/\p{L}+/gu) ?? [];
}

/** Whether a word of the text begins so, case aside. */
function startsWord(text: string, stem: string): boolean {
  const low = text.toLowerCase();
  for (let at = low.indexOf(stem); at !== -1; at = low.indexOf(stem, at + 1))
    if (!/\p{L}/u.test(low[at - 1] ?? ' ')) return true;
  return false;
}
