/**
 * A person in the user's seat. The machine decides nothing then: what the line tells is read off the line itself, and whether the
 * conversation goes on is the person's own decision. Everything else the machine remembers stays, so that it can take over again.
 */
import type { Fact, TaskUser } from '../schema/task.ts';
import { contains } from './guard.ts';
import { asLie } from './state.ts';
import type { UserAct, UserMove, UserState } from './state.ts';

export interface PersonLine {
  readonly text: string;
  readonly voice: 'person';
  /** Left out where the conversation goes on: else the person is content, or gives up. */
  readonly ends?: 'content' | 'gone';
}

/** The move that a person's line is. `planned` is what the machine would have done; only what its hands did is taken over from it. */
export function moveOfPerson(
  user: TaskUser,
  before: UserState,
  planned: UserMove,
  { text, ends }: PersonLine,
): UserMove {
  const askable = user.facts.filter((fact) => !fact.unknown && fact.askedBy.length > 0);
  const truths = askable.filter(({ id, value }) => contains(text, value) && !before.disclosed.includes(id));
  const lies = askable.filter(
    (fact) => tellsLie(text, fact) && !truths.includes(fact) && !before.disclosed.includes(fact.id),
  );
  const told = new Set(truths.map(({ id }) => id));
  const { performed } = planned;
  const opening = planned.act === 'open';
  const act = actOf({ opening, ends, performed: performed?.ok, news: truths.length + lies.length > 0 });
  const reading = performed?.ok === true ? { [performed.action.id]: performed.reading } : {};
  return {
    act,
    disclose: [...truths, ...lies.map(asLie)],
    asked: [],
    performed,
    extras: [],
    revision: null,
    ends: ends !== undefined,
    state: {
      ...before,
      phase: ends ?? 'waiting',
      disclosed: [...before.disclosed, ...told],
      lied: [...new Set([...before.lied, ...lies.map(({ id }) => id)])].filter((id) => !told.has(id)),
      done: { ...before.done, ...reading },
      answers: before.answers + (opening ? 0 : 1),
      last: act,
    },
  };
}

function tellsLie(text: string, fact: Fact): boolean {
  return fact.lie !== null && fact.lie !== fact.value && contains(text, fact.lie);
}

interface Told {
  readonly opening: boolean;
  readonly ends: PersonLine['ends'];
  /** Whether what the user did worked; undefined where it did nothing. */
  readonly performed: boolean | undefined;
  readonly news: boolean;
}

/** The machine's word that comes nearest to what the person did. */
function actOf({ opening, ends, performed, news }: Told): UserAct {
  if (ends === 'gone') return 'leave';
  if (ends === 'content') return 'thanks';
  if (opening) return 'open';
  if (performed !== undefined) return performed ? 'did' : 'failed';
  return news ? 'disclose' : 'nudge';
}
