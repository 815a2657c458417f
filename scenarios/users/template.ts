/** Template lines: a wording for each thing a move says, with facts, labels, goal and readings filled in. */
import type { Locale } from '@understudy/kernel';
import type { Fact, TaskUser } from '../schema/task.ts';
import type { VoiceRequest } from './request.ts';
import { openFacts } from './state.ts';

/** How a list of two ends, by language. */
const AND: Readonly<Record<Locale, string>> = { en: 'and', de: 'und', fr: 'et', es: 'y', it: 'e', nl: 'en' };

/** What stands in for an answer where nobody is there to give one. It helps nobody and hinders nobody. */
const AWAY: Readonly<Record<Locale, string>> = {
  en: 'Nobody answers: this ticket is worked without the customer.',
  de: 'Niemand antwortet: Dieses Ticket wird ohne den Kunden bearbeitet.',
  fr: 'Personne ne répond : ce ticket se traite sans le client.',
  es: 'Nadie responde: este caso se tramita sin el cliente.',
  it: 'Nessuno risponde: questo ticket si gestisce senza il cliente.',
  nl: 'Niemand antwoordt: dit ticket wordt zonder de klant afgehandeld.',
};

/** The template line for a move: wordings by the request's rng, facts filled in. */
export function templateLine(request: VoiceRequest): string {
  const { user, move, rng } = request;
  const core = sentence(request);
  if (move.extras.length === 0 && move.revision === null) return core;
  const extra = (which: (typeof move.extras)[number]): readonly string[] =>
    move.extras.includes(which)
      ? [capital(rng.fork(which).pick(user.speech[which]).replaceAll('{goal}', user.goal))]
      : [];
  const revision = move.revision === null ? [] : [capital(withOpenFacts(move.revision, user))];
  return [...extra('panic'), core, ...revision, ...extra('restate'), ...extra('smalltalk')].join(' ');
}

/** The sentence of the move's own act. */
function sentence({ user, move, rng }: VoiceRequest): string {
  const { language } = user.persona;
  if (move.act === 'away') return AWAY[language];
  if (move.act === 'open') {
    const opening = fill(user.opening, [...move.disclose, ...openFacts(user)]);
    const rest = list(move.disclose.filter((fact) => !user.opening.includes(`{${fact.id}}`)));
    return rest === '' ? opening : `${opening} ${capital(rest)}.`;
  }
  const reading = move.performed?.reading ?? '';
  const all = user.speech[move.act];
  // A reading wants a wording that has a place for it; a goal that has been given up is not spoken of.
  const fits = all.filter(
    (wording) =>
      (move.performed === null || wording.includes('{reading}') === (reading !== '')) &&
      !(move.state.revised && wording.includes('{goal}')),
  );
  return capital(
    rng
      .pick(fits.length > 0 ? fits : all)
      .replaceAll('{facts}', list(move.disclose))
      .replaceAll('{asked}', move.asked.map((fact) => fact.label).join(` ${AND[language]} `))
      .replaceAll('{goal}', user.goal)
      .replaceAll('{action}', move.performed?.action.label ?? '')
      .replaceAll('{reading}', reading),
  );
}

/** A text of the scenario with the facts in it that the user tells at once. */
export function withOpenFacts(text: string, user: TaskUser): string {
  return fill(text, openFacts(user));
}

function list(facts: readonly Fact[]): string {
  return facts
    .map(({ label, value, says }) =>
      says === undefined ? `${label} ${value}` : says.replace('{value}', () => value),
    )
    .join(', ');
}

function fill(text: string, facts: readonly Fact[]): string {
  return facts.reduce((line, fact) => line.replaceAll(`{${fact.id}}`, fact.value), text);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
