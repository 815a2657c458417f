/**
 * The independent user checker: it reads a stored log and says where the simulated user went wrong. It shares no code with machine,
 * guard and voices, so that it does not share their mistakes; what it knows of an episode is the task, the log and the population.
 */
import { settledOf, type Pack, type Settled } from '../../schema/pack.ts';
import type { Task, TaskUser } from '../../schema/task.ts';
import type { EpisodeEvent } from '../../trace/event.ts';
import type { Finding, FindingKind } from './finding.ts';
import { readsForeign } from './language.ts';
import { Ledger, type Population } from './ledger.ts';
import { flat, says, scalars, tokens, topics } from './words.ts';

type Line = Extract<EpisodeEvent, { type: 'user_message' }>;
type Result = Extract<EpisodeEvent, { type: 'tool_result' }>;

const OUT_OF_ROLE =
  /<[^>]{1,40}>|[[{]["'\w]+["']?\s*:|\b(language model|chatbot|sprachmodell|taalmodel|modèle de langage|modelo de lenguaje|modello linguistico)\b|\bas an ai\b|\b(how|what) can i (help|do for) you\b|^\s*(user|assistant|system|agent|customer)\s*:/imu;

/** How agents ask for something of the user's. */
const ASKS =
  /\b(tell|give|send|provide|need|what is|what's|confirm|enter)\b.{0,12}\byour\b|\b(ihre[rn]?|votre|uw|indiquez|indíqueme|dígame|su número|mi indichi|il suo numero)\b/iu;
const GARBLED = /\uFFFD|[a-z0-9]_[a-z0-9]|\p{Ll}\p{Lu}/u;

/** Longer than this nobody writes to a service desk in one line. */
const LONGEST = 400;

/** What the checker knows beside the task and the log. */
export interface Knowledge {
  readonly settled: readonly Settled[];
  /** Goals of other users, who want something else. */
  readonly otherGoals: readonly string[];
  readonly population: Population;
}

export function knowledgeOf(pack: Pack, task: Task, population: Population): Knowledge {
  const others = pack.families.filter(({ user }) => user.goal !== task.user.goal);
  const goals = others.flatMap(({ user }) => [
    user.goal,
    ...Object.values(user.translations).map((translated) => translated.goal),
  ]);
  return { settled: settledOf(pack, task.family), otherGoals: goals, population };
}

/** Everything that is wrong with the user of one episode, in order. */
export function checkUser(
  task: Task,
  log: readonly EpisodeEvent[],
  { settled, otherGoals, population }: Knowledge,
): readonly Finding[] {
  const ledger = new Ledger(task, population);
  const memory = new Memory(task.user);
  const findings: Finding[] = [];
  let last: Line | null = null;
  for (const event of log) {
    const find = (kind: FindingKind, what: string): void => {
      findings.push({ kind, seq: event.seq, what });
    };
    switch (event.type) {
      case 'agent_turn':
        memory.hear(event.text ?? '');
        break;
      case 'tool_result':
        ledger.note(event.changes);
        if (event.trajectory === 'user') memory.see(event);
        break;
      case 'timer':
        ledger.note(event.changes ?? []);
        break;
      case 'user_message':
        if (event.act !== 'away') {
          checkLine(event, task.user, memory, population, find);
          checkWish(event, task.user, memory, otherGoals, find);
          checkEnd(event, ledger.settled(settled), task.mode, find);
        }
        memory.say(event);
        last = event;
        break;
      case 'closed':
        if (event.reason === 'resolved' && !ledger.settled(settled))
          find('ended_early', 'the episode ended as resolved, but the case is open in the world');
        if (event.reason === 'user_left' && last !== null && last.patience > 0)
          find('ended_early', `the user left with patience ${String(last.patience)}`);
        break;
      case 'opened':
        break;
    }
  }
  return findings;
}

type Find = (kind: FindingKind, what: string) => void;

function checkLine(line: Line, user: TaskUser, memory: Memory, population: Population, find: Find): void {
  const { text } = line;
  if (text.trim() === '') find('odd_length', 'the user said nothing');
  if (text.length > LONGEST) find('odd_length', `the user wrote ${String(text.length)} characters`);
  if (OUT_OF_ROLE.test(text) && !OUT_OF_ROLE.test(memory.script)) find('out_of_role', text);
  if (text.split(/\s+/).some((word) => GARBLED.test(word) && !memory.allowed(line).includes(word)))
    find('garbled', text);
  const questions = text.split(/(?<=[.!?])\s+/u).filter((sentence) => ASKS.test(sentence));
  const asked = user.facts.find(
    ({ askedBy, label }) => askedBy.length > 0 && questions.some((sentence) => says(sentence, label)),
  );
  if (asked !== undefined && line.voice === 'llm')
    find('out_of_role', `"${text}" asks for the user’s own ${asked.label}`);
  for (const fact of user.facts) {
    if (line.disclosed.includes(fact.id) && !says(text, fact.value))
      find('withheld_fact', `"${text}" does not tell ${fact.label} ${fact.value}`);
    const { lie } = fact;
    if (lie === null || lie === fact.value) continue;
    if (line.lied?.includes(fact.id) === true && !says(text, lie))
      find('withheld_fact', `"${text}" does not tell the lie ${lie}`);
    const out = memory.knownTruth(fact.id) || line.disclosed.includes(fact.id);
    if (out && says(text, lie) && !memory.mayStand(lie, line))
      find('lie_after_admission', `"${text}" tells ${lie} after ${fact.value}`);
  }
  const allowed = memory.allowed(line);
  for (const fact of user.facts)
    if (!says(allowed, fact.value) && says(text, fact.value))
      find(fact.unknown ? 'foreign_fact' : 'undisclosed_fact', `"${text}" tells ${fact.label} ${fact.value}`);
  const own = flat(user.facts.map(({ value }) => value).join(' | '));
  const may = new Set(tokens(allowed));
  for (const token of tokens(text))
    if (!may.has(token) && !says(allowed, token) && !own.includes(flat(token)))
      find('foreign_fact', `"${text}" tells ${token}`);
  const heard = flat(`${allowed} ${memory.agent}`);
  for (const name of population.names)
    if (
      name.length > 3 &&
      text.toLowerCase().includes(name) &&
      says(text, name) &&
      !heard.includes(flat(name))
    )
      find('foreign_fact', `"${text}" names ${name}`);
  if (line.act === 'did' && !memory.confirms(text))
    find('contradicts_world', `"${text}" is not what happened`);
  if (line.act === 'failed' && memory.succeededLast()) find('contradicts_world', `"${text}", but it worked`);
  const known = [...user.facts, ...user.actions].map(({ label }) => label);
  const names = new Set(
    flat([...known, own].join(' '))
      .trim()
      .split(' '),
  );
  if (readsForeign(text, user.persona.language, names)) find('wrong_language', text);
}

/** A line of a language model that is about something else than this user's case. The scenario's own wordings are what they are. */
function checkWish(
  line: Line,
  user: TaskUser,
  memory: Memory,
  otherGoals: readonly string[],
  find: Find,
): void {
  if (line.voice === 'template') return;
  const said = topics(line.text);
  const own = topics(memory.allowed(line));
  const about = topics(`${user.goal} ${user.opening.replaceAll(/\{\w+\}/g, ' ')}`);
  if (line.act === 'open' && ![...said].some((topic) => about.has(topic)))
    find('wrong_wish', `"${line.text}" does not say: ${user.goal}`);
  for (const goal of otherGoals) {
    const theirs = [...topics(goal)].filter((topic) => !own.has(topic) && said.has(topic));
    if (theirs.length > 1) find('wrong_wish', `"${line.text}" is about: ${goal}`);
  }
}

function checkEnd(line: Line, settled: boolean, mode: Task['mode'], find: Find): void {
  if (line.state === 'content' && !settled) find('ended_early', `"${line.text}", but the case is open`);
  if (mode === 'dialogue' && settled && line.state === 'waiting' && line.act !== 'did')
    find('overstayed', `"${line.text}", but the case is settled`);
}

/** What the user may speak of at some point of the log. */
class Memory {
  readonly #user: TaskUser;
  readonly #told = new Set<string>();
  readonly #lied = new Set<string>();
  readonly #seen: Result[] = [];
  agent = '';
  /** The author's own words for this user. */
  readonly script: string;

  constructor(user: TaskUser) {
    this.#user = user;
    const labels = [...user.facts, ...user.actions].map(({ label }) => label);
    this.script = [
      user.goal,
      user.opening,
      user.revision?.text ?? '',
      ...labels,
      ...Object.values(user.speech).flat(),
    ].join(' | ');
  }

  hear(text: string): void {
    this.agent += ` | ${text}`;
  }

  see(result: Result): void {
    this.#seen.push(result);
  }

  say(line: Line): void {
    for (const id of line.disclosed) this.#told.add(id);
    for (const id of line.lied ?? []) this.#lied.add(id);
  }

  knownTruth(id: string): boolean {
    return this.#told.has(id);
  }

  /** Everything that may stand in a line: what it tells itself, what was told, what the user tells at once, what it saw. */
  allowed(line: Line): string {
    const facts = this.#user.facts.filter(({ unknown }) => !unknown);
    const truths = facts.filter(
      ({ id, askedBy }) => askedBy.length === 0 || this.#told.has(id) || line.disclosed.includes(id),
    );
    const wrong = facts.filter(
      ({ id }) =>
        line.lied?.includes(id) === true ||
        (this.#lied.has(id) && !this.#told.has(id) && !line.disclosed.includes(id)),
    );
    const seen = this.#seen.flatMap(({ outcome }) => (outcome.ok ? scalars(outcome.result) : []));
    return [
      this.script,
      ...truths.map(({ value }) => value),
      ...wrong.map(({ lie }) => lie ?? ''),
      ...seen,
    ].join(' | ');
  }

  /** Whether a wrong value may stand in a line after all, as part of something else that may. */
  mayStand(value: string, line: Line): boolean {
    return says(this.allowed(line), value);
  }

  /** Whether something the user did went well, and the text tells part of what it showed, where it showed anything. */
  confirms(text: string): boolean {
    return this.#seen.some(({ outcome }) => {
      if (!outcome.ok) return false;
      const shown = scalars(outcome.result);
      return (
        // Nothing to read out, or nothing but that it worked.
        shown.every((value) => value === '' || value === 'true') || shown.some((value) => says(text, value))
      );
    });
  }

  succeededLast(): boolean {
    return this.#seen.at(-1)?.outcome.ok === true;
  }
}
