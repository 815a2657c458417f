/**
 * The admission gate. A task exists only when its gold solution, replayed, earns 1, and every lazy strategy earns 0. The
 * expected changes of a task are what its gold solution changes.
 */
import type { Agent } from '../agents/agent.ts';
import { goldAgent } from '../agents/gold.ts';
import { lazyStrategies } from '../agents/lazy.ts';
import type { LazyStrategy } from '../agents/lazy.ts';
import type { Arena } from '../episode/arena.ts';
import { rehearse } from '../episode/rehearse.ts';
import { earnsNothing, scoreEpisode } from '../rewards/score.ts';
import type { Pack } from '../schema/pack.ts';
import type { AdmittedTask, Task } from '../schema/task.ts';

export type Admission =
  | { readonly admitted: true; readonly task: AdmittedTask }
  | { readonly admitted: false; readonly taskId: string; readonly reason: string };

/** Replays the gold solution once: the task with the changes it must lead to. */
export function withExpected(pack: Pack, task: Task, arena: Arena): AdmittedTask {
  return {
    ...task,
    expected: rehearse(pack, task, arena, goldAgent, { id: 'gold', seed: 0 }).session.changes(),
  };
}

export function admit(pack: Pack, candidate: Task, arena: Arena): Admission {
  const refuse = (reason: string): Admission => ({ admitted: false, taskId: candidate.id, reason });
  const gold = rehearse(pack, candidate, arena, goldAgent, { id: 'gold', seed: 0 });
  const failed = gold.log.find((event) => event.type === 'tool_result' && !event.outcome.ok);
  if (failed?.type === 'tool_result' && !failed.outcome.ok)
    return refuse(
      `gold: ${failed.name} failed with ${failed.outcome.error.code}: ${failed.outcome.error.message}`,
    );
  const task: AdmittedTask = { ...candidate, expected: gold.session.changes() };
  const reward = scoreEpisode(task, pack.reward, gold.log);
  if (reward.value !== 1) {
    const why = reward.components
      .filter((component) => component.score !== 1)
      .map((component) => `${component.id}: ${component.evidence.join('; ')}`);
    return refuse(`gold earns ${String(reward.value)}: ${why.join(' | ')}`);
  }
  for (const { id, agent } of strategiesFor(arena)) {
    const { log } = rehearse(pack, task, arena, agent, { id, seed: 0 });
    if (!earnsNothing(task, pack.reward, log))
      return refuse(`${id} earns ${String(scoreEpisode(task, pack.reward, log).value)}`);
  }
  return { admitted: true, task };
}

const strategies = new WeakMap<Arena, readonly LazyStrategy[]>();

function strategiesFor(arena: Arena): readonly LazyStrategy[] {
  const known = strategies.get(arena) ?? lazyStrategies(arena.specs);
  strategies.set(arena, known);
  return known;
}

/** What an agent earns on a task, user draws by seed 0. */
export function earns(pack: Pack, task: AdmittedTask, arena: Arena, agent: Agent, id: string): number | null {
  return scoreEpisode(task, pack.reward, rehearse(pack, task, arena, agent, { id, seed: 0 }).log).value;
}
