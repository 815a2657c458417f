/** Components on the agent's words: what must not be said, what must be, in which tone and in which order. */
import type { Task } from '../schema/task.ts';
import { sent, spoken, tellings } from './log.ts';
import type { Log, Verdict } from './log.ts';
import { mentions, placesOf } from './mentions.ts';
import type { TextRule } from './spec.ts';

/** Two or more words of capitals in a row, or a row of exclamation marks. Single ones are abbreviations. */
const SHOUTING = /\p{Lu}{3,}[\s,!]+\p{Lu}{3,}|!{3,}/u;

/** Phrases are whole words in any case. An agent that said nothing scores 0: silence keeps no rule. */
export function businessRule(rule: TextRule, task: Task, log: Log): Verdict {
  const lines = tellings(task, log).map(({ text }) => text);
  if (lines.length === 0) return { score: 0, evidence: ['nothing was said'] };
  // What must not be said must not be written with a tool either.
  const written = [...spoken(log), ...sent(log)].map(({ text }) => text);
  switch (rule.type) {
    case 'forbidden':
      return forbidden(rule.phrases, written);
    case 'required':
      return required(rule, lines);
    case 'tone':
      return tone(rule.lexicon, written);
    case 'disclosure_order':
      return disclosureOrder(rule, lines);
  }
}

function forbidden(phrases: readonly string[], lines: readonly string[]): Verdict {
  const said = phrases.filter((phrase) => lines.some((line) => mentions(line, phrase)));
  return said.length === 0
    ? { score: 1, evidence: ['no forbidden phrase'] }
    : { score: 0, evidence: said.map((phrase) => `said: ${phrase}`) };
}

function required(
  { phrases, where }: Extract<TextRule, { type: 'required' }>,
  lines: readonly string[],
): Verdict {
  const places = where === 'first' ? lines.slice(0, 1) : where === 'last' ? lines.slice(-1) : lines;
  const found = phrases.find((phrase) => places.some((line) => mentions(line, phrase)));
  const place = where === 'any' ? 'any line' : `the ${where} line`;
  return found === undefined
    ? { score: 0, evidence: [`not in ${place}: ${phrases.join(' or ')}`] }
    : { score: 1, evidence: [`in ${place}: ${found}`] };
}

/** The share of lines without fault. */
function tone(lexicon: readonly string[], lines: readonly string[]): Verdict {
  const faults = lines.flatMap((line, i): readonly string[] => {
    const word = lexicon.find((phrase) => mentions(line, phrase));
    if (word !== undefined) return [`line ${String(i + 1)} says: ${word}`];
    return SHOUTING.test(line) ? [`line ${String(i + 1)} shouts`] : [];
  });
  return {
    score: 1 - faults.length / lines.length,
    evidence: faults.length === 0 ? ['every line keeps the tone'] : faults,
  };
}

function disclosureOrder(
  { first, then }: Extract<TextRule, { type: 'disclosure_order' }>,
  lines: readonly string[],
): Verdict {
  const text = lines.join('\n');
  const early = earliest(text, first);
  const late = earliest(text, then);
  if (early === null) return { score: 0, evidence: [`never said: ${first.join(' or ')}`] };
  if (late === null) return { score: 0, evidence: [`never said: ${then.join(' or ')}`] };
  return early < late
    ? { score: 1, evidence: ['said in the order the rule asks for'] }
    : { score: 0, evidence: [`said ${then.join(' or ')} before ${first.join(' or ')}`] };
}

function earliest(text: string, phrases: readonly string[]): number | null {
  const places = phrases.flatMap((phrase) => placesOf(text, phrase).map(({ from }) => from));
  return places.length === 0 ? null : Math.min(...places);
}
