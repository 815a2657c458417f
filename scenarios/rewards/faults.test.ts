import { beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../agents/agent.ts';
import { goldAgent } from '../agents/gold.ts';
import { openArena } from '../episode/arena.ts';
import type { Arena } from '../episode/arena.ts';
import { goldActs, goldCall, pack, script, taskOf } from '../episode/desk.fixture.ts';
import { rehearse } from '../episode/rehearse.ts';
import { withExpected } from '../generate/admission.ts';
import type { FaultsSpec } from '../schema/faults.ts';
import type { Pack } from '../schema/pack.ts';
import type { AdmittedTask } from '../schema/task.ts';
import type { Unstamped } from '../trace/event.ts';
import { calls, closed, fails, logOf } from './log.fixture.ts';
import { processRule } from './process/process.ts';
import type { ProcessSpec } from './process/process.ts';
import { scoreEpisode } from './score.ts';

/** The desk with more turns, and with a read that shows what was given: without one, nobody can know whether a credit was issued. */
const desk: Pack = {
  ...pack,
  distractors: ['list_refunds'],
  limits: { ...pack.limits, agent_turns: 80 },
};
let arena: Arena;
let tasks: readonly AdmittedTask[];
beforeAll(async () => {
  arena = await openArena(desk, 'train');
  const bound = await Promise.all(pack.families.map(({ id }) => taskOf(id, 2)));
  tasks = bound.map((task) => withExpected(desk, looking(task), arena));
});

/** Gold that looks at what was given before it gives. */
function looking(task: AdmittedTask): AdmittedTask {
  const gold = task.gold.flatMap((move) =>
    move.kind === 'call' && move.tool === 'issue_credit'
      ? [
          {
            kind: 'call',
            tool: 'list_refunds',
            arguments: { order_id: move.arguments['order_id'] ?? '' },
          } as const,
          move,
        ]
      : [move],
  );
  return { ...task, gold };
}

function play(task: AdmittedTask, agent: Agent, faults: Partial<FaultsSpec>, seed: number) {
  const faulty = { ...desk, faults: { outages: [], ...faults } };
  const { log } = rehearse(faulty, task, arena, agent, { id: 'test', seed });
  return { log, reward: scoreEpisode(task, desk.reward, log, { arena }) };
}

describe('an agent that recovers from faults loses nothing', () => {
  const kinds: readonly (readonly [string, Partial<FaultsSpec>])[] = [
    ['conflicts', { conflicts: { probability: 0.5 } }],
    ['timeouts', { timeouts: { probability: 0.4, lost_reply: 0 } }],
    ['lost replies', { timeouts: { probability: 0.4, lost_reply: 1 } }],
    ['both', { conflicts: { probability: 0.4 }, timeouts: { probability: 0.3, lost_reply: 0.5 } }],
  ];
  it.each(kinds)('%s', (_, faults) => {
    let met = 0;
    for (const task of tasks)
      for (const seed of [0, 1, 2, 3]) {
        const { log, reward } = play(task, goldAgent, faults, seed);
        met += log.filter((event) => event.type === 'tool_result' && event.fault !== undefined).length;
        expect(reward, JSON.stringify({ task: task.id, seed, reward })).toMatchObject({
          value: 1,
          flags: [],
        });
      }
    expect(met).toBeGreaterThan(10);
  });
});

describe('an agent that makes a call again without looking', () => {
  /** Repeats every call that was not answered. */
  const blind = (task: AdmittedTask): Agent => {
    const acts = goldActs(task);
    return (view) => {
      const answers = view.conversation.flatMap((message) => (message.role === 'tool' ? [message] : []));
      const lines = view.conversation.filter(
        (message) => message.role === 'assistant' && message.toolCalls.length === 0,
      );
      const done = answers.filter(({ content }) => !content.includes('did not answer')).length;
      return script(acts)({ ...view, turn: done + lines.length });
    };
  };

  it('loses everything when the first one had been carried out', () => {
    const faults = { timeouts: { probability: 0.5, lost_reply: 1 } };
    const task = tasks.find(({ family }) => family === 'late_small');
    if (task === undefined) throw new Error('no task gives a credit');
    let twice = 0;
    for (let seed = 0; seed < 12; seed += 1) {
      const { log, reward } = play(task, blind(task), faults, seed);
      const lost = log.some(
        (event) =>
          event.type === 'tool_result' &&
          event.name === 'issue_credit' &&
          event.fault?.kind === 'timeout' &&
          event.fault.done,
      );
      if (!lost) continue;
      twice += 1;
      expect(reward.value).toBe(0);
      expect(reward.flags).toContain('double_write');
      expect(reward.components.find(({ id }) => id === 'collateral')?.score).toBe(0);
    }
    expect(twice).toBeGreaterThan(2);
  });
});

describe('a fault', () => {
  const spec = (rule: ProcessSpec['rule']): ProcessSpec => ({
    ...{ id: 'p', kind: 'process', weight: 1, gate: false },
    rule,
  });
  const conflict = { fault: { kind: 'conflict' } } as const;
  const lost = { fault: { kind: 'timeout', done: true } } as const;
  const dropped = { fault: { kind: 'timeout', done: false } } as const;
  const clean = spec({ type: 'clean_steps', penalty: 0.2 });

  it('allows to look again at what was read before, and no more', () => {
    const [task] = tasks;
    if (task === undefined) throw new Error('no task');
    const read = calls('get_order', { order_id: '1' }, {});
    const clash = fails('refund_item', { sku: 'A' }, 'conflict', conflict);
    const score = (...events: readonly Unstamped[]): number | null =>
      processRule(clean, task, logOf(...events, closed()), {}).score;
    expect(score(read, clash, read, calls('refund_item', { sku: 'A' }, {}))).toBe(1);
    expect(score(read, clash, read, read)).toBeCloseTo(0.8);
    expect(score(read, read)).toBeCloseTo(0.8);
  });

  it('forgives the error of a second try only where the first had been carried out', () => {
    const [task] = tasks;
    if (task === undefined) throw new Error('no task');
    const again = fails('close_ticket', {}, 'illegal_transition');
    const legal = spec({ type: 'legal_events', penalty: 0.5 });
    for (const [first, score] of [
      [lost, 1],
      [dropped, 0.5],
    ] as const)
      expect(
        processRule(legal, task, logOf(fails('close_ticket', {}, 'unavailable', first), again, closed()), {})
          .score,
      ).toBe(score);
    const log = logOf(fails('close_ticket', {}, 'unavailable', dropped), again, closed());
    expect(processRule(clean, task, log, {}).score).toBeCloseTo(0.8);
  });

  it('leaves an order kept where the reply was lost, and broken where it came too early', () => {
    const task = tasks.find(({ family }) => family === 'late_small');
    if (task === undefined) throw new Error('no task');
    const order = spec({
      ...{ type: 'order', first: 'get_order', told: {}, about: {}, exempt: [] },
      tools: ['close_ticket'],
    });
    const read = calls('get_order', goldCall(task, 'get_order').arguments, {});
    const close = fails('close_ticket', {}, 'unavailable', lost);
    expect(processRule(order, task, logOf(read, close, closed()), {}).score).toBe(1);
    expect(processRule(order, task, logOf(close, read, closed()), {}).score).toBe(0);
    const never = fails('close_ticket', {}, 'unavailable', dropped);
    expect(processRule(order, task, logOf(never, read, closed()), {}).evidence).toEqual([
      'none of close_ticket was called',
    ]);
  });

  it('of a write allows up to three reads beyond those that are needed', () => {
    const task = tasks.find(({ family }) => family === 'damaged_refund');
    if (task === undefined) throw new Error('no task');
    const needed = spec({ type: 'needed_reads', penalty: 0.25, allowed: 1 });
    const read = (id: number): ReturnType<typeof calls> => calls('get_order', { order_id: String(id) }, {});
    const clash = fails('refund_item', {}, 'conflict', conflict);
    const score = (...events: readonly Unstamped[]): number | null =>
      processRule(needed, task, logOf(...events, closed()), { arena }).score;
    expect(score(read(1), clash, read(1), read(2), read(3))).toBe(1);
    expect(score(read(1), clash, read(1), read(2), read(3), read(4))).toBe(0.75);
    expect(score(read(1), calls('refund_item', {}, {}), read(1))).toBe(0.75);
  });
});
