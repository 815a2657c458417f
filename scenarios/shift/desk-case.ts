/** One case of a shift while it is played: its session, what it has changed, and since when its user waits. */
import type { Change, Timer } from '@understudy/kernel';
import type { Arena } from '../episode/arena.ts';
import type { Ground } from '../episode/ground.ts';
import { standOn, type Scene } from '../episode/scene.ts';
import { openSession, resumeSession, type Session } from '../episode/session.ts';
import { netChanges } from '../rewards/shaping.ts';
import type { Pack } from '../schema/pack.ts';
import type { EndReason, Unstamped } from '../trace/event.ts';
import type { CaseState } from './saved.ts';
import type { ShiftCase } from './task.ts';

export interface DeskCase {
  readonly about: ShiftCase;
  phase: 'due' | 'open' | 'over';
  ended: EndReason | null;
  session: Session | null;
  waiting: number | null;
  answered: boolean;
  /** Opens the session: the user is about to write its first line, which takes no time of the agent's. */
  open(): Session;
  /** Whether one of these changes is to a row that the case's opening situation brought. */
  holds(changes: readonly Change[] | undefined): boolean;
  /** Logs an event as the case's own. */
  log(event: Unstamped): void;
  save(): CaseState;
}

export interface DeskOptions {
  readonly pack: Pack;
  readonly arena: Arena;
  readonly ground: Ground;
  readonly policyId: string;
  readonly seed: number;
  /** Whose a timer of the systems is, by its id: that of the case in which it was set. */
  readonly timers: Map<string, number>;
}

export function createDeskCase(about: ShiftCase, options: DeskOptions, from: CaseState | null): DeskCase {
  const { pack, arena, ground, policyId, seed, timers } = options;
  const { number, task } = about;
  let changes: readonly Change[] = from?.changes ?? [];
  const rows = new Set(
    task.opening.map(({ table, key, values }) => `${table}:${String(key ?? values['id'])}`),
  );
  const log = (event: Unstamped): void => {
    if (event.type === 'tool_result' || event.type === 'timer')
      changes = netChanges([...changes, ...(event.changes ?? [])]);
    ground.log({ ...event, case: number });
  };
  const base = standOn(ground, { pack, task, arena, policyId, log });
  const scene: Scene = {
    ...base,
    // The user wrote its first line before the agent could read it.
    pass: (seconds) => {
      if (desk.session !== null && opened(desk.session)) ground.pass(seconds);
    },
    call: (by, toolCall) => {
      const before = new Set(ground.clock.state().timers.map(timerKey));
      const called = base.call(by, toolCall);
      for (const timer of ground.clock.state().timers)
        if (!before.has(timerKey(timer))) timers.set(timer.id, number);
      return called;
    },
    changes: () => changes,
    save: () => ({ ...ground.save(), changes: [], clock: { now: 0, timers: [] }, faults: null }),
  };
  const shared = { policyId, seed, scene };
  const desk: DeskCase = {
    about,
    phase: from?.phase ?? 'due',
    ended: from?.ended ?? null,
    session:
      from === null || from.session === null ? null : resumeSession(pack, task, arena, from.session, shared),
    waiting: from?.waiting ?? null,
    answered: from?.answered ?? false,
    open: () => {
      desk.phase = 'open';
      return (desk.session = openSession(pack, task, arena, shared));
    },
    holds: (all = []) => all.some(({ table, key }) => rows.has(`${table}:${String(key)}`)),
    log,
    save: () => ({
      phase: desk.phase,
      ended: desk.ended,
      session: desk.session?.save() ?? null,
      changes,
      waiting: desk.waiting,
      answered: desk.answered,
    }),
  };
  return desk;
}

/** Whether the first line has been said. */
function opened({ conversation }: Session): boolean {
  return conversation.some(({ role }) => role === 'user');
}

function timerKey({ id, due }: Timer): string {
  return `${id}@${String(due)}`;
}
