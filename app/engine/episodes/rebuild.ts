/**
 * Rebuilds an episode's session out of its recorded events: every move is made again and must lead to the events that stand in the
 * log, world hashes included. Nobody is asked anything: no model, no voice, no clock.
 */
import { isDeepStrictEqual } from 'node:util';
import { isShift, openSession, openShift } from '@understudy/scenarios';
import type {
  Arena,
  EpisodeEvent,
  Pack,
  PersonLine,
  PlayedTask,
  Session,
  SessionEvent,
  ShiftSession,
} from '@understudy/scenarios';

export interface RebuildPlace {
  readonly pack: Pack;
  readonly task: PlayedTask;
  readonly arena: Arena;
}

export interface Rebuilt {
  /** Stands where the episode stood; whoever plays on drains it for what comes next. */
  readonly session: Session | ShiftSession;
  /** What was repeated, with the numbers and wall times it was recorded with. */
  readonly events: readonly EpisodeEvent[];
}

/** The episode does not come out the same again: its scenario or a system has changed since, or its log was not played. */
export class RebuildError extends Error {
  readonly remedy = 'Play the task again with the scenario as it is now, and go on from that episode.';
  /** The first event that would be another one. */
  readonly seq: number;
  constructor(seq: number, what: string) {
    super(`The episode cannot be gone back to: ${what}.`);
    this.name = 'RebuildError';
    this.seq = seq;
  }
}

/**
 * Repeats the moves up to and with the one that the event `upTo` belongs to: a line of the user, or a turn of the agent with all that
 * came of it. What follows a move by itself (timers, the end) is repeated with it, so that `events` may reach beyond `upTo`.
 * Throws RebuildError at the first event that would be another one.
 */
export function rebuildSession(
  { pack, task, arena }: RebuildPlace,
  recorded: readonly EpisodeEvent[],
  upTo: number,
): Rebuilt {
  const [opened] = recorded;
  if (opened?.type !== 'opened')
    throw new RebuildError(0, 'its log does not begin with the opening of an episode');
  if (opened.taskId !== task.id)
    throw new RebuildError(0, `its log is of the task ${opened.taskId}, not of ${task.id}`);
  const options = { policyId: opened.policyId, seed: opened.seed };
  const session = isShift(task)
    ? openShift(pack, task, arena, options)
    : openSession(pack, task, arena, options);
  let length = 0;
  const check = (): void => {
    for (const event of session.drain()) {
      const was = recorded[length];
      if (was === undefined || !same(event, was))
        throw new RebuildError(length, difference(length, event, was));
      length += 1;
    }
  };
  check();
  for (const event of recorded) {
    if (event.seq > upTo) break;
    if (event.type !== 'user_message' && event.type !== 'agent_turn') continue;
    move(session, event);
    check();
  }
  const last = recorded.at(-1);
  if (last?.type === 'closed' && last.seq <= upTo && session.next.who !== 'nobody') {
    // The log ended from outside: it was cancelled, or something broke.
    if (last.reason === 'cancelled' || last.reason === 'failed') session.end(last.reason, last.failure);
    check();
  }
  return { session, events: recorded.slice(0, length) };
}

type Move = Extract<EpisodeEvent, { type: 'user_message' | 'agent_turn' }>;

function move(session: Rebuilt['session'], event: Move): void {
  const { who } = session.next;
  const wanted = event.type === 'user_message' ? 'user' : 'agent';
  if (who !== wanted)
    throw new RebuildError(
      event.seq,
      `event ${String(event.seq)} is a move of the ${wanted}, but now it would be the turn of ${who === 'nobody' ? 'nobody' : `the ${who}`}`,
    );
  if (event.type === 'user_message') {
    const { text, voice, guarded, state } = event;
    const ends: Pick<PersonLine, 'ends'> = state === 'content' || state === 'gone' ? { ends: state } : {};
    session.userSays(voice === 'person' ? { text, voice, ...ends } : { text, voice, guarded });
    return;
  }
  const { text, toolCalls, usage, malformed, tokens, by } = event;
  session.agentMoves({
    text,
    toolCalls,
    usage,
    ...(malformed === undefined ? {} : { malformed }),
    ...(by === undefined ? {} : { by }),
    ...(tokens === undefined ? {} : { tokens }),
  });
}

/** Everything but the number and the wall time, which the recorder adds. */
function same(event: SessionEvent, was: EpisodeEvent): boolean {
  const { seq: _seq, wallTime: _wallTime, ...content } = was;
  return isDeepStrictEqual(asStored(event), asStored(content));
}

/** As the store gives it back. */
function asStored(event: object): unknown {
  return JSON.parse(JSON.stringify(event));
}

function difference(seq: number, now: SessionEvent, was: EpisodeEvent | undefined): string {
  const place = `event ${String(seq)}`;
  if (was === undefined) return `after ${place} it would go on with "${now.type}"`;
  if (was.type !== now.type) return `${place} was "${was.type}" and would be "${now.type}" now`;
  if (was.worldHash !== now.worldHash) return `the world after ${place} ("${was.type}") would be another one`;
  return `${place} ("${was.type}") would read differently now`;
}
