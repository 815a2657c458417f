/** Trying out a pack that is being written: its tasks, its users, its reward. Pure but for the arena it is given. */
import { createRng } from '@understudy/kernel';
import {
  auditPack,
  createBinder,
  idleStrategies,
  openConversation,
  openTicket,
  respond,
  ScenarioError,
  speakTemplate,
  stratifiedTasks,
  taskId,
  toldFacts,
  withExpected,
  type Arena,
  type Audit,
  type AuditRow,
  type Bound,
  type Pack,
  type Task,
  type UserMove,
} from '@understudy/scenarios';
import type { SpokenSample, TaskSample, TryOut } from './try-out-protocol.ts';

type Asked<K extends TryOut['what']> = Omit<Extract<TryOut, { what: K }>, 'pack' | 'what'>;

export function sampleTasks(
  pack: Pack,
  arena: Arena,
  { family, split, count }: Asked<'tasks'>,
): readonly TaskSample[] {
  const binder = createBinder(pack, split, arena);
  return Array.from({ length: count }, (_, index): TaskSample => {
    const id = taskId(pack, family, split, index);
    let values: TaskSample['values'] = [];
    try {
      arena.world.reset();
      values = [...binder.values(family, index)].map(([name, value]) => ({ name, value: printed(value) }));
      const task = binder.task(family, index);
      const { difficulty, gold, communicate, outcome, user } = task;
      return {
        id,
        index,
        task: { case: task.case, outcome, difficulty, gold, communicate },
        persona: user.persona.id,
        opening: firstLine(task),
        facts: user.facts.map(({ label, value, askedBy }) => ({ label, value, open: askedBy.length === 0 })),
        values,
        problem: null,
      };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const problem = error.message;
      return { id, index, task: null, persona: '', opening: '', facts: [], values, problem };
    }
  });
}

function printed(value: Bound): string {
  if (value === null) return '—';
  if (typeof value !== 'object') return String(value);
  const cells = Object.entries(value).filter(([, cell]) => cell !== null);
  return cells
    .slice(0, 4)
    .map(([column, cell]) => `${column} ${String(cell)}`)
    .join(', ');
}

function firstLine(task: Task): string {
  const rng = createRng(`${task.id}/sample`);
  const move = task.mode === 'solo' ? openTicket(task.user) : openConversation(task.user, rng);
  return spoken(task, move, '', [], 0);
}

/** Strategies between two looks at whether somebody still wants the answer. */
const AT_ONCE = 8;

/**
 * The audit of one family's reward over some of its training tasks, as many of each case as can be. Tasks whose gold solution does
 * not play are left out: admission names them. Throws ScenarioError where none plays.
 */
export async function auditFamily(
  pack: Pack,
  arena: Arena,
  { family, count }: Asked<'audit'>,
  goOn: () => Promise<boolean>,
): Promise<Audit | null> {
  const binder = createBinder(pack, 'train', arena);
  const problems: string[] = [];
  const tasks = Array.from({ length: count * 3 }, (_, index) => index).flatMap((index) => {
    try {
      arena.world.reset();
      return [withExpected(pack, binder.task(family, index), arena)];
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return [];
    }
  });
  if (tasks.length === 0)
    throw new ScenarioError(`No task of ${family} can be played: ${problems[0] ?? 'it has none'}`);
  const splits = [{ arena, tasks: stratifiedTasks(tasks, count, 0) }];
  const strategies = idleStrategies(arena.specs);
  const rows: AuditRow[] = [];
  let last: Audit | null = null;
  for (let from = 0; from < strategies.length; from += AT_ONCE) {
    if (!(await goOn())) return null;
    last = auditPack(pack, splits, { strategies: strategies.slice(from, from + AT_ONCE) });
    rows.push(...last.lazy);
  }
  if (last === null) return null;
  const sound = [last.gold, ...rows].every(({ holes, unjudged }) => holes.length === 0 && unjudged === 0);
  return { ...last, lazy: rows, sound };
}

/** One small conversation for each draw: the opening, a question for what can be asked, a line that leads nowhere, the end. */
export function sampleVoice(
  pack: Pack,
  arena: Arena,
  { family, persona, draws }: Asked<'voice'>,
): readonly (readonly SpokenSample[])[] {
  const chosen = pack.personas.filter(({ id }) => id === persona).map((one) => ({ ...one, when: [] }));
  if (chosen.length === 0) throw new ScenarioError(`There is no persona ${persona}.`);
  const binder = createBinder({ ...pack, personas: chosen }, 'train', arena);
  return Array.from({ length: draws }, (_, draw) => {
    arena.world.reset();
    return conversation(binder.task(family, draw), draw);
  });
}

function conversation(task: Task, draw: number): readonly SpokenSample[] {
  const { user } = task;
  if (task.mode === 'solo') return [{ who: 'user', text: firstLine(task), why: 'open' }];
  const rng = createRng(`voice/${String(draw)}`);
  const asked = user.facts.filter(({ askedBy }) => askedBy.length > 0);
  const words = asked.map(({ askedBy, label }) => askedBy[0] ?? label);
  const lines: SpokenSample[] = [];
  let move = openConversation(user, rng.fork('open'));
  const say = (heard: string, before: UserMove | null, index: number): void => {
    const told = before === null ? [] : toldFacts(user, before.state);
    lines.push({ who: 'user', text: spoken(task, move, heard, told, index), why: move.act });
  };
  say('', null, 0);
  const heard: readonly { readonly text: string; readonly settled: boolean }[] = [
    ...(words.length === 0 ? [] : [{ text: `Please tell me your ${words.join(' and ')}.`, settled: false }]),
    { text: 'One moment please, I am looking into it.', settled: false },
    ...(words[0] === undefined
      ? []
      : [{ text: `I did not catch that. What is your ${words[0]}?`, settled: false }]),
    { text: 'It is done.', settled: true },
  ];
  for (const [i, one] of heard.entries()) {
    if (move.ends) break;
    lines.push({ who: 'agent', text: one.text, why: '' });
    const before = move;
    move = respond(user, before.state, one, rng.fork(String(i)));
    say(one.text, before, i + 1);
  }
  return lines;
}

function spoken(
  task: Task,
  move: UserMove,
  heard: string,
  told: ReturnType<typeof toldFacts>,
  index: number,
): string {
  const line = `${task.id}/sample/${String(index)}`;
  return speakTemplate({ line, user: task.user, move, told, heard, rng: createRng(line) }).text;
}
