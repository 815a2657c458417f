/**
 * The admission gate. A task exists only when its gold solution and every alternative, replayed, earn 1, every lazy strategy earns
 * 0, no check of its reward holds before anything was done, and no other task of its family is the same. The expected changes of a
 * task are what its gold solution changes.
 */
import { hash } from 'node:crypto';
import { canonical } from '@understudy/kernel';
import type { Change, Split } from '@understudy/kernel';
import type { Agent } from '../agents/agent.ts';
import { goldAgent } from '../agents/gold.ts';
import { lazyStrategies } from '../agents/lazy.ts';
import type { LazyStrategy } from '../agents/lazy.ts';
import type { Arena } from '../episode/arena.ts';
import { rehearse } from '../episode/rehearse.ts';
import type { Rehearsal } from '../episode/rehearse.ts';
import { holdsOnOpening } from '../rewards/assertion.ts';
import { isAnswered } from '../rewards/judging/judgements.ts';
import { ownChanges } from '../rewards/own-changes.ts';
import { earnsNothing, scoreEpisode } from '../rewards/score.ts';
import type { RewardSpec } from '../rewards/spec.ts';
import { ScenarioError } from '../schema/expression.ts';
import { rewardOf } from '../schema/pack.ts';
import type { Pack } from '../schema/pack.ts';
import type { AdmittedTask, Difficulty, GoldMove, Task } from '../schema/task.ts';
import type { EpisodeEvent } from '../trace/event.ts';
import { createBinder, taskId } from './bind.ts';

/** Why a candidate is no task. */
export const rejectionKinds = [
  /** Its values cannot be bound: no row, no case, no persona. */
  'unbound',
  /** Another candidate of the family has the same situation, user and solution. */
  'duplicate',
  /** The opening does not fit the world, or a wording breaks the user's own facts. */
  'unplayable',
  /** A call of the gold solution or of an alternative is refused. */
  'gold_fails',
  /** The gold solution earns less than 1. */
  'gold_short',
  /** An alternative earns less than 1. */
  'alternative_short',
  /** A check of the reward holds on the opening situation already. */
  'vacuous_check',
  /** A lazy strategy earns something. */
  'lazy',
] as const;
export type RejectionKind = (typeof rejectionKinds)[number];

export interface Rejection {
  readonly taskId: string;
  readonly family: string;
  readonly split: Split;
  /** Null where the candidate could not be bound. */
  readonly level: Difficulty['level'] | null;
  readonly kind: RejectionKind;
  readonly reason: string;
}

export type Admission =
  { readonly admitted: true; readonly task: AdmittedTask } | ({ readonly admitted: false } & Rejection);

export interface AdmissionReport {
  /** Candidates tried: those admitted and those rejected. */
  readonly candidates: number;
  readonly admitted: readonly AdmittedTask[];
  readonly rejected: readonly Rejection[];
}

/** A gate over the candidates of one split: binds each, remembers what it has seen, and says whether it is a task. */
export function createGate(
  pack: Pack,
  split: Split,
  arena: Arena,
): (family: string, index: number) => Admission {
  const binder = createBinder(pack, split, arena);
  const seen = new Map<string, string>();
  return (family, index) => {
    let task: Task;
    try {
      arena.world.reset();
      task = binder.task(family, index);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      const who = { taskId: taskId(pack, family, split, index), family, split, level: null };
      return { admitted: false, ...who, kind: 'unbound', reason: error.message };
    }
    const content = contentHash(task);
    const twin = seen.get(content);
    if (twin !== undefined) return rejected(task, 'duplicate', `it is the same task as ${twin}`);
    seen.set(content, task.id);
    return admit(pack, task, arena);
  };
}

/** What makes a task the same as another: everything but its name, its persona and its wording. */
function contentHash({ family, system, opening, focus, user, gold, communicate }: Task): string {
  const { goal, facts, actions, revision } = user;
  return hash(
    'sha256',
    JSON.stringify([family, system, opening, focus, goal, facts, actions, revision, gold, communicate]),
  );
}

function rejected(task: Task, kind: RejectionKind, reason: string): Admission {
  const { id, family, split, difficulty } = task;
  return { admitted: false, taskId: id, family, split, level: difficulty.level, kind, reason };
}

/** Replays the gold solution and the alternatives once: the task with the changes they lead to. */
export function withExpected(pack: Pack, task: Task, arena: Arena): AdmittedTask {
  const changesOf = (gold: readonly GoldMove[]): readonly Change[] =>
    ownChanges(replay(pack, task, arena, gold).log);
  return { ...task, expected: changesOf(task.gold), otherwise: task.alternatives.map(changesOf) };
}

function replay(pack: Pack, task: Task, arena: Arena, gold: readonly GoldMove[]): Rehearsal {
  return rehearse(pack, { ...task, gold }, arena, goldAgent, { id: 'gold', seed: 0 });
}

/** Whether a bound task passes the gate, its twins aside. */
export function admit(pack: Pack, candidate: Task, arena: Arena): Admission {
  const spec = rewardOf(pack, candidate.family);
  // What a judge or a reward model would say is not known here; they never gate, and never make an agent succeed.
  const judged = spec.filter((component) => !isAnswered(component));
  try {
    return admitBound(pack, candidate, arena, judged);
  } catch (error) {
    return rejected(candidate, 'unplayable', error instanceof Error ? error.message : String(error));
  }
}

function admitBound(pack: Pack, candidate: Task, arena: Arena, spec: RewardSpec): Admission {
  const gold = replay(pack, candidate, arena, candidate.gold);
  const others = candidate.alternatives.map((moves) => replay(pack, candidate, arena, moves));
  const task: AdmittedTask = {
    ...candidate,
    expected: ownChanges(gold.log),
    otherwise: others.map(({ log }) => ownChanges(log)),
  };
  for (const [i, { log }] of [gold, ...others].entries()) {
    const who = i === 0 ? 'gold' : `alternative ${String(i)}`;
    const failed = refusedCall(log);
    if (failed !== null) return rejected(task, 'gold_fails', `${who}: ${failed}`);
    const reward = scoreEpisode(task, spec, log, { arena, pack });
    if (reward.value !== 1) {
      const why = reward.components
        .filter((component) => component.score !== 1)
        .map((component) => `${component.id}: ${component.evidence.join('; ')}`);
      const what = `${who} earns ${String(reward.value)}: ${why.join(' | ') || closingOf(log)}`;
      return rejected(task, i === 0 ? 'gold_short' : 'alternative_short', what);
    }
  }
  const again = replayedAgain(pack, task, arena, spec);
  if (again !== null) return rejected(task, 'gold_short', again);
  const vacuous = vacuousCheck(task, arena, spec);
  if (vacuous !== null)
    return rejected(
      task,
      'vacuous_check',
      `${vacuous} holds on the opening situation already; check what the solution changes`,
    );
  for (const { id, agent } of strategiesFor(arena)) {
    const { log } = rehearse(pack, task, arena, agent, { id, seed: 0 });
    if (!earnsNothing(task, spec, log, { arena, pack }))
      return rejected(
        task,
        'lazy',
        `${id} earns ${String(scoreEpisode(task, spec, log, { arena, pack }).value)}`,
      );
  }
  return { admitted: true, task };
}

/** What is wrong when the user behaves otherwise, as by another seed: a column that holds the time of day, say. Null where nothing is. */
function replayedAgain(pack: Pack, task: AdmittedTask, arena: Arena, spec: RewardSpec): string | null {
  const { log } = rehearse(pack, task, arena, goldAgent, { id: 'gold', seed: 1 });
  const { success, components } = scoreEpisode(task, spec, log, { arena, pack });
  if (success !== false) return null;
  const why = components
    .filter(({ gate, score }) => gate && score !== 1)
    .map(({ id, evidence }) => `${id}: ${evidence.join('; ')}`);
  return `gold fails when the user draws otherwise: ${why.join(' | ')}`;
}

/** The first call that was refused, as a text. What an injected fault did, and what a call meets that it had already done, is forgiven. */
function refusedCall(log: readonly EpisodeEvent[]): string | null {
  const faulted = new Set<string>();
  for (const event of log) {
    if (event.type !== 'tool_result' || event.trajectory !== 'agent') continue;
    const call = canonical([event.name, event.arguments]);
    if (event.fault !== undefined) faulted.add(call);
    else if (!event.outcome.ok && !faulted.has(call))
      return `${event.name} failed with ${event.outcome.error.code}: ${event.outcome.error.message}`;
  }
  return null;
}

function closingOf(log: readonly EpisodeEvent[]): string {
  const closed = log.find((event) => event.type === 'closed');
  return closed === undefined ? 'the episode did not end' : `the episode ended as ${closed.reason}`;
}

/** The id of an SQL assertion that holds before anything was done, or null. */
function vacuousCheck(task: Task, arena: Arena, spec: RewardSpec): string | null {
  const check = spec.find(
    (component) => component.kind === 'sql_assertion' && holdsOnOpening(component, task, arena),
  );
  return check?.id ?? null;
}

const strategies = new WeakMap<Arena, readonly LazyStrategy[]>();

function strategiesFor(arena: Arena): readonly LazyStrategy[] {
  const known = strategies.get(arena) ?? lazyStrategies(arena.specs);
  strategies.set(arena, known);
  return known;
}

/** What an agent earns on a task, user draws by seed 0. */
export function earns(pack: Pack, task: AdmittedTask, arena: Arena, agent: Agent, id: string): number | null {
  const { log } = rehearse(pack, task, arena, agent, { id, seed: 0 });
  return scoreEpisode(task, rewardOf(pack, task.family), log, { arena, pack }).value;
}
