/** Scripted agents of a shift: gold works the queue by priority, then by what is due; the others show what laziness earns. */
import type { Rng, ToolSpec } from '@understudy/kernel';
import type { Act, Agent } from '../agents/agent.ts';
import { goldAgent } from '../agents/gold.ts';
import { lazyStrategies, namedStrategies } from '../agents/lazy.ts';
import { priorities } from '../schema/shift.ts';
import type { Message } from '../trace/conversation.ts';
import { caseName, isQueueTool } from './queue.ts';
import { caseInHand, lastList, type WaitingCase } from './reading.ts';
import type { ShiftCase, ShiftTask } from './task.ts';

export interface ShiftView {
  readonly task: ShiftTask;
  readonly conversation: readonly Message[];
  readonly tools: readonly ToolSpec[];
  /** Own turns so far, from 0. */
  readonly turn: number;
  readonly rng: Rng;
}

/** A pure function of what an agent of a shift can see. */
export type ShiftAgent = (view: ShiftView) => Act;

const LIST: Act = { call: 'list_cases', arguments: {} };
const PARK: Act = { call: 'park_case', arguments: {} };

function take(one: WaitingCase): Act {
  return { call: 'take_case', arguments: { case_id: caseName(one.case_id) } };
}

/** Takes the most urgent case, of those the one that must be finished first, and works it as `agentOf` its case says. */
function worker(
  agentOf: (about: ShiftCase) => Agent,
  wants: (one: WaitingCase, task: ShiftTask) => boolean = () => true,
  order: (left: WaitingCase, right: WaitingCase) => number = byUrgency,
): ShiftAgent {
  return (view) => {
    const { task, conversation, rng } = view;
    const inHand = caseInHand(task, conversation);
    if (inHand !== null) {
      const { about, conversation: own } = inHand;
      const turn = own.filter(({ role }) => role === 'assistant').length;
      const tools = view.tools.filter(({ name }) => !isQueueTool(name));
      return agentOf(about)({ task: about.task, conversation: own, tools, turn, rng });
    }
    const list = lastList(conversation);
    const [first] = (list ?? []).filter((one) => wants(one, task)).toSorted(order);
    if (first !== undefined) return take(first);
    return list === null ? LIST : { say: 'I will wait for another case.' };
  };
}

const ranks: readonly string[] = priorities;

function byUrgency(left: WaitingCase, right: WaitingCase): number {
  const rank = ranks.indexOf(left.priority) - ranks.indexOf(right.priority);
  return rank === 0 ? left.end_due_in - right.end_due_in || left.case_id - right.case_id : rank;
}

/** Solves every case by its gold solution, one after the other. */
export const goldShiftAgent: ShiftAgent = worker(() => goldAgent);

/** Compares the numbers of two cases. */
export type CaseOrder = (left: number, right: number) => number;

/** Solves every case in an order of its own, whatever is urgent. */
export function goldInOrder(order: CaseOrder): ShiftAgent {
  return worker(
    () => goldAgent,
    () => true,
    (left, right) => order(left.case_id, right.case_id),
  );
}

/** Does the same lazy thing in every case. */
export function inEveryCase(agent: Agent): ShiftAgent {
  return worker(() => agent);
}

export interface LazyShift {
  readonly id: string;
  readonly agent: ShiftAgent;
}

const takeAndPark: ShiftAgent = ({ task, conversation }) => {
  if (caseInHand(task, conversation) !== null) return PARK;
  const list = lastList(conversation) ?? [];
  const longest = list.toSorted((a, b) => a.end_due_in - b.end_due_in)[0];
  return longest === undefined ? LIST : take(longest);
};

/** Tells everybody to wait, in time, and does no more. */
const answerAndPark: ShiftAgent = (view) => {
  const inHand = caseInHand(view.task, view.conversation);
  if (inHand === null) return takeAndPark(view);
  const said = inHand.conversation.some(({ role }) => role === 'assistant');
  return said ? PARK : { say: 'Thank you for your patience, somebody will be with you soon.' };
};

/** The half of the cases that asks least. */
function easyHalf({ cases }: ShiftTask): ReadonlySet<number> {
  const sorted = cases.toSorted((a, b) => a.task.difficulty.score - b.task.difficulty.score);
  return new Set(sorted.slice(0, Math.floor(cases.length / 2)).map(({ number }) => number));
}

/** Every lazy way to get through a shift that an audit plays, for the tools of the pack. */
export function lazyShifts(tools: readonly ToolSpec[]): readonly LazyShift[] {
  return [
    { id: 'no-op', agent: () => ({ say: 'Hello, how can I help you?' }) },
    { id: 'look only', agent: () => LIST },
    { id: 'take and park', agent: takeAndPark },
    { id: 'answer and park', agent: answerAndPark },
    {
      id: 'only the easy half',
      agent: worker(
        () => goldAgent,
        ({ case_id }, task) => easyHalf(task).has(case_id),
      ),
    },
    {
      id: 'gold in the easy half, refuse the rest',
      agent: (view) =>
        worker(({ number }) => (easyHalf(view.task).has(number) ? goldAgent : namedStrategies.refuse))(view),
    },
    ...lazyStrategies(tools).map(({ id, agent }) => ({
      id: `${id}, in every case`,
      agent: inEveryCase(agent),
    })),
  ];
}

/** The strategies a policy can be chosen from by name. */
export const namedShiftAgents: Readonly<Record<keyof typeof namedStrategies, ShiftAgent>> = {
  'no-op': () => ({ say: 'Hello, how can I help you?' }),
  refuse: inEveryCase(namedStrategies.refuse),
  random: inEveryCase(namedStrategies.random),
  spam: inEveryCase(namedStrategies.spam),
  dump: inEveryCase(namedStrategies.dump),
};
