/**
 * A shift as a state machine without time, files or models: many cases, one clock, one agent. Each case is a session of its own on
 * the ground that all share. Arrivals, and users who will not wait any longer, are timers of the one clock, so that a saved clock
 * holds them too. While the agent has nobody to serve, time goes on to the next arrival.
 */
import { fail, succeed } from '@understudy/kernel';
import type { Change, Timer, ToolOutcome } from '@understudy/kernel';
import type { Arena } from '../episode/arena.ts';
import { openGround } from '../episode/ground.ts';
import type { Failure, Next, Playable, SessionOptions } from '../episode/session.ts';
import type { Pack } from '../schema/pack.ts';
import type { Message } from '../trace/conversation.ts';
import type { EndReason } from '../trace/event.ts';
import { createBoard, historyOf, withoutTokens } from './board.ts';
import { createDeskCase, type DeskCase } from './desk-case.ts';
import { caseName, isQueueTool, queueSpecs, queueTools } from './queue.ts';
import type { ShiftState } from './saved.ts';
import { listed, stateOf } from './standing.ts';
import type { ShiftTask } from './task.ts';

export interface ShiftSession extends Playable {
  readonly task: ShiftTask;
  /** Net changes since the opening situation, of all cases. */
  changes(): readonly Change[];
  /** Everything that goes on from here, as plain data: `resumeShift` goes on from it. */
  save(): ShiftState;
}

const MINUTE = 60_000;
/** Seconds it takes to write a line that nobody reads. */
const LINE_SECONDS = 30;

/** Opens a shift: the first user is about to speak. */
export function openShift(
  pack: Pack,
  task: ShiftTask,
  arena: Arena,
  options: Omit<SessionOptions, 'scene'>,
): ShiftSession {
  return createShift(pack, task, arena, options, null);
}

/** Goes on from a saved state. Throws RangeError for a state of another shift, and Error for one of another population. */
export function resumeShift(pack: Pack, task: ShiftTask, arena: Arena, state: ShiftState): ShiftSession {
  if (state.taskId !== task.id)
    throw new RangeError(`the saved shift is ${state.taskId}, not ${task.id}: resume it with its own task`);
  return createShift(pack, task, arena, { policyId: state.policyId, seed: state.seed }, state);
}

function createShift(
  pack: Pack,
  task: ShiftTask,
  arena: Arena,
  { policyId, seed }: Omit<SessionOptions, 'scene'>,
  from: ShiftState | null,
): ShiftSession {
  const { shift } = task;
  const due: Timer[] = [];
  const timers = new Map<string, number>(Object.entries(from?.timers ?? {}));
  const ground = openGround(pack, arena, task.opening, {
    label: `${task.id}#${String(seed)}/faults`,
    focus: {},
    heard: (timer) => {
      const own = timer.id.startsWith('shift:');
      if (own) due.push(timer);
      return own;
    },
    rung: (event, timer) => {
      const owner = cases.find(
        (one) =>
          one.phase === 'open' && (one.about.number === timers.get(timer.id) || one.holds(event.changes)),
      );
      if (owner === undefined) ground.log(event);
      else owner.log(event);
    },
    ...(from === null ? {} : { from: from.ground }),
  });
  const { clock } = ground;
  const cases: readonly DeskCase[] = task.cases.map((about, i) =>
    createDeskCase(about, { pack, arena, ground, policyId, seed, timers }, from?.cases[i] ?? null),
  );
  const board = createBoard(task.system, from?.board ?? null);
  let turns = from?.turns ?? 0;
  let hand: DeskCase | null = cases.find(({ about }) => about.number === from?.hand) ?? null;
  let ended: EndReason | null = from?.ended ?? null;
  let next: Next = { who: 'agent' };

  const set = (what: 'arrives' | 'leaves', at: number, subject: string): void => {
    clock.schedule({ id: `shift:${what}:${subject}`, due: at, event: what, subject });
  };
  const open = (): readonly DeskCase[] => cases.filter(({ phase }) => phase === 'open');
  const fold = (): void => {
    board.fold(stateOf(cases, clock.now()));
  };
  /** A case has come to its end, by itself or from outside. */
  const finish = (one: DeskCase, reason: EndReason): void => {
    if (one.phase === 'due') one.log({ type: 'closed', trajectory: 'world', reason, changes: [] });
    one.phase = 'over';
    one.ended = reason;
    one.waiting = null;
    clock.cancel(`shift:leaves:${String(one.about.number)}`);
    clock.cancel(`shift:arrives:${String(one.about.number)}`);
    if (hand !== one) return;
    hand = null;
    fold();
  };
  const stop = (one: DeskCase, reason: 'user_left' | 'turn_limit' | 'cancelled' | 'failed'): void => {
    one.session?.end(reason);
    finish(one, reason);
  };
  const close = (reason: EndReason, failure?: Failure): void => {
    if (reason !== 'resolved' && reason !== 'malformed')
      for (const one of cases) if (one.phase !== 'over') stop(one, reason);
    ended = reason;
    next = { who: 'nobody', reason };
    ground.log({
      type: 'closed',
      trajectory: 'world',
      reason,
      changes: [...ground.changes()],
      ...(failure === undefined ? {} : { failure }),
    });
  };
  const happen = ({ event, subject }: Timer): void => {
    const one = cases.find(({ about }) => String(about.number) === subject);
    if (one === undefined) return;
    if (event === 'arrives' && one.phase === 'due') {
      one.log({ type: 'timer', trajectory: 'world', event: 'case_arrives', subject });
      one.open();
      one.waiting = arena.opening + one.about.arrives;
      set('leaves', one.waiting + shift.patience * MINUTE, subject);
      board.news(`${caseName(one.about.number)} (${one.about.priority}) has come in.`);
    } else if (event === 'leaves' && one.phase === 'open' && one.waiting !== null) {
      one.log({ type: 'timer', trajectory: 'world', event: 'user_leaves', subject });
      board.news(`The customer of ${caseName(one.about.number)} has left.`);
      stop(one, 'user_left');
    }
  };
  /** What follows from the last move, until it is somebody's turn. */
  const settle = (): void => {
    const closing = arena.opening + shift.limits.minutes * MINUTE;
    while (ended === null) {
      due.splice(0).sort(byTime).forEach(happen);
      for (const one of open()) if (one.session?.next.who === 'nobody') finish(one, one.session.next.reason);
      const speaking = open().find(({ session }) => session?.next.who === 'user')?.session?.next;
      // Who has been answered says what there is to say, even when the shift is over.
      if (speaking !== undefined) {
        next = speaking;
        return;
      }
      if (turns >= shift.limits.agent_turns || clock.now() >= closing) close('turn_limit');
      else if (open().length > 0) {
        next = { who: 'agent' };
        if (hand === null && board.blank) fold();
        return;
      } else {
        const coming = cases.find(({ phase }) => phase === 'due');
        if (coming === undefined) close('resolved');
        else ground.pass((arena.opening + coming.about.arrives - clock.now()) / 1000);
      }
    }
  };

  const queue = {
    list: () => listed(cases, hand, arena.opening, clock.now(), shift),
    take: (number: number): ToolOutcome => {
      const one = open().find(({ about }) => about.number === number);
      if (one === undefined || one.session === null)
        return fail('not_found', `${caseName(number)} does not wait.`, {
          hint: 'list_cases shows who does.',
        });
      hand = one;
      const [row] = listed([one], null, arena.opening, clock.now(), shift);
      return succeed({ ...row, conversation: historyOf(one.session.conversation) });
    },
    park: (): ToolOutcome => {
      if (hand === null) return fail('conflict', 'No case is in hand.', { hint: 'take_case takes one.' });
      const { number } = hand.about;
      hand = null;
      return succeed({ put_aside: caseName(number) });
    },
  };
  const tools = queueTools(queue);
  const agent = { kind: 'agent', id: policyId } as const;
  /** The tools of the pack where there is no case to use them on. */
  const shut = arena.tools.map((tool) => ({
    ...tool,
    seconds: 0,
    run: () =>
      fail('conflict', 'This needs a case in hand, and a message without calls to the queue.', {
        hint: 'take_case first.',
      }),
  }));

  /** A turn that is not the case's in hand: calls to the queue, or words to nobody. */
  const queueTurn = (move: Parameters<Playable['agentMoves']>[0]): void => {
    const { text, toolCalls, tokens, malformed, usage } = move;
    const said = { toolCalls: [...toolCalls], ...(tokens === undefined ? {} : { tokens }) };
    const problem = malformed === undefined ? {} : { malformed };
    ground.log({ type: 'agent_turn', trajectory: 'agent', text, ...said, usage, ...problem });
    const held = hand;
    const message: Message = { role: 'assistant', content: text, ...said };
    const answers: Message[] = toolCalls.map((toolCall) => {
      const { event, message: answer } = isQueueTool(toolCall.name)
        ? ground.call(tools, agent, {}, toolCall, 'safe')
        : ground.call(shut, agent, {}, toolCall, 'safe');
      ground.log(event);
      return answer;
    });
    if (malformed !== undefined) answers.push(complaint(malformed));
    if (hand !== null && hand === held) {
      board.peek([message, ...answers]);
      return;
    }
    fold();
    for (const one of [withoutTokens(message), ...answers]) board.add(one);
    if (malformed === undefined && toolCalls.length === 0) {
      ground.pass(LINE_SECONDS);
      board.notice('Nobody reads this: no case is in hand. list_cases shows who waits.');
    }
  };
  const caseTurn = (one: DeskCase, move: Parameters<Playable['agentMoves']>[0]): void => {
    const { session } = one;
    if (session === null) return;
    const before = session.conversation.length;
    session.agentMoves(move);
    for (const message of session.conversation.slice(before)) board.add(message);
    if (session.next.who !== 'user') return;
    one.waiting = null;
    one.answered = true;
    clock.cancel(`shift:leaves:${String(one.about.number)}`);
  };

  if (from === null)
    ground.within(() => {
      ground.log({
        type: 'opened',
        trajectory: 'world',
        taskId: task.id,
        policyId,
        seed,
        system: task.system,
        tools: [...queueSpecs, ...arena.tools].map(({ name }) => name),
      });
      for (const { about } of cases) set('arrives', arena.opening + about.arrives, String(about.number));
      ground.pass(0);
      settle();
    });
  else if (ended !== null) next = { who: 'nobody', reason: ended };
  else ground.within(settle);

  return {
    task,
    get next() {
      return next;
    },
    get conversation() {
      return board.conversation;
    },
    get turns() {
      return turns;
    },
    drain: () => ground.drain(),
    userSays: (line) => {
      const one = open().find(({ session }) => session?.next === next);
      if (one === undefined || one.session === null) throw new Error('it is not a user who speaks now');
      const { session } = one;
      ground.within(() => {
        const first = one.waiting !== null;
        session.userSays(line);
        if (!first && hand === one && session.next.who !== 'nobody')
          board.customer(one.about.number, line.text);
        if (!first && session.next.who !== 'nobody') {
          one.waiting = clock.now();
          set('leaves', clock.now() + shift.patience * MINUTE, String(one.about.number));
        }
        settle();
      });
    },
    agentMoves: (move) => {
      if (next.who !== 'agent') throw new Error('it is not the agent who moves now');
      ground.within(() => {
        turns += 1;
        const held = hand;
        if (held === null || move.toolCalls.some(({ name }) => isQueueTool(name))) queueTurn(move);
        else caseTurn(held, move);
        settle();
      });
    },
    end: (reason, failure) => {
      if (ended !== null) return;
      ground.within(() => {
        close(reason, failure);
      });
    },
    changes: () => ground.within(() => ground.changes()),
    save: () => ({
      version: 1,
      taskId: task.id,
      policyId,
      seed,
      turns,
      ended,
      hand: hand?.about.number ?? null,
      cases: cases.map((one) => one.save()),
      timers: Object.fromEntries(timers),
      board: board.save(),
      ground: ground.save(),
    }),
  };
}

function byTime(left: Timer, right: Timer): number {
  return left.due - right.due || (left.id < right.id ? -1 : 1);
}

function complaint(problem: string): Message {
  const content = JSON.stringify({ error: 'malformed', message: problem });
  return { role: 'tool', callId: 'malformed', name: 'malformed', content };
}
