import { describe, expect, it } from 'vitest';
import { arenaOf, pack } from '../episode/desk.fixture.ts';
import { openArena } from '../episode/arena.ts';
import { builtInPacks } from '../packs/index.ts';
import type { Judgements } from '../rewards/judging/judgements.ts';
import type { Log } from '../rewards/log.ts';
import type { Unstamped } from '../trace/event.ts';
import { goldShiftAgent, lazyShifts } from './agents.ts';
import { auditShifts, shiftEarns } from './audit.ts';
import { bindShifts } from './bind.ts';
import { caseInHand } from './reading.ts';
import { figuresOf, handleMinutes, utilisation } from './figures.ts';
import { askJudgeOfShift } from './judged.ts';
import { inOwnNumbers } from './own-numbers.ts';
import { rehearseShift } from './rehearse.ts';
import { scoreShift } from './score.ts';
import { firstShift, playShift, shiftsOf } from './shift.fixture.ts';
import type { ShiftTask } from './task.ts';

const START = Date.UTC(2026, 5, 15, 9);
const MINUTE = 60_000;

/** Events at minutes after the opening. */
function at(
  ...events: readonly (readonly [minutes: number, number: number | null, event: Unstamped])[]
): Log {
  return events.map(([minutes, number, event], seq) => ({
    ...event,
    seq,
    simTime: START + minutes * MINUTE,
    wallTime: 0,
    worldHash: '',
    ...(number === null ? {} : { case: number }),
  }));
}

const begins: Unstamped = {
  type: 'opened',
  trajectory: 'world',
  taskId: 't',
  policyId: 'p',
  seed: 0,
  system: '',
  tools: [],
};
const says: Unstamped = {
  type: 'agent_turn',
  trajectory: 'agent',
  text: 'Hello.',
  toolCalls: [],
  usage: { promptTokens: 0, completionTokens: 0, seconds: 0, cost: null },
};
const closes = (reason: 'resolved' | 'user_left'): Unstamped => ({
  type: 'closed',
  trajectory: 'world',
  reason,
  changes: [],
});
const queue = (name: string, number?: number): Unstamped => ({
  type: 'tool_result',
  trajectory: 'agent',
  callId: 'c',
  name,
  arguments: {},
  outcome: { ok: true, result: number === undefined ? {} : { case_id: `CASE${String(number)}` } },
  changes: [],
});

/** Two cases, the second ten minutes after the first; both must be answered within 5 minutes and resolved within 15. */
async function twoCases(): Promise<ShiftTask> {
  const task = await firstShift();
  const sla = { first_response: 5, resolution: 15 };
  return {
    ...task,
    shift: { ...task.shift, sla: { urgent: sla } },
    cases: task.cases
      .slice(0, 2)
      .map((one, i) => ({ ...one, arrives: i * 10 * MINUTE, priority: 'urgent' as const })),
  };
}

describe('the figures of a shift', () => {
  it('keep a service level to the minute, both ends included', async () => {
    const task = await twoCases();
    const judged = (answer: number, end: number, reason: 'resolved' | 'user_left' = 'resolved'): boolean => {
      const log = at([0, null, begins], [10, 2, begins], [answer, 2, says], [end, 2, closes(reason)]);
      return figuresOf(task, log)[1]?.inTime ?? false;
    };
    expect(judged(15, 25)).toBe(true);
    expect(judged(15.001, 25)).toBe(false);
    expect(judged(15, 25.001)).toBe(false);
    expect(judged(12, 20, 'user_left')).toBe(false);
    const unanswered = at([0, null, begins], [10, 2, begins], [11, 2, closes('resolved')]);
    expect(figuresOf(task, unanswered)[1]?.inTime).toBe(false);
  });

  it('count the time in hand over takes, parks and ends, and the time in which somebody waited', async () => {
    const task = await twoCases();
    const log = at(
      [0, null, begins],
      [0, 1, begins],
      [1, null, queue('take_case', 1)],
      [4, null, queue('park_case')],
      [10, 2, begins],
      [10, null, queue('take_case', 2)],
      [12, 2, closes('resolved')],
      [12, null, queue('list_cases')],
      [13, null, queue('take_case', 1)],
      [16, 1, closes('resolved')],
      [30, null, closes('resolved')],
    );
    const cases = figuresOf(task, log);
    expect(cases.map(handleMinutes)).toEqual([6, 2]);
    // 3 + 2 + 3 minutes in hand of the 16 in which a case was open; the empty end counts for nothing.
    expect(utilisation(cases, log)).toBeCloseTo(8 / 16);
  });

  it('take a user who left, or was never served, for one who is furious', async () => {
    const task = await twoCases();
    const log = at([0, null, begins], [0, 1, begins], [3, 1, closes('user_left')]);
    expect(figuresOf(task, log).map(({ mood }) => mood)).toEqual([-1, -1]);
  });
});

describe('the reward of a shift', () => {
  it.each(builtInPacks.filter(({ shifts }) => shifts.length > 0).map((one) => [one.id, one] as const))(
    'gives gold 1 and every lazy strategy nothing: %s',
    async (_id, one) => {
      for (const split of ['train', 'heldout'] as const) {
        const arena = await openArena(one, split);
        for (const { id } of one.shifts) {
          const tasks = bindShifts(one, id, split, arena, 3);
          expect(auditShifts(one, arena, tasks, { strategies: [] }).gold).toMatchObject({ value: 1 });
          if (split === 'heldout') continue;
          const { lazy } = auditShifts(one, arena, tasks.slice(0, 1));
          expect(lazy.filter(({ value }) => value !== 0)).toEqual([]);
          expect(lazy.length).toBeGreaterThan(20);
        }
        arena.world.close();
      }
    },
    60_000,
  );

  it('pays nothing for half of the cases, and less than all for most of them', async () => {
    const [task] = await shiftsOf();
    if (task === undefined) throw new Error('the desk has no shift');
    const easy = lazyShifts([]).find(({ id }) => id === 'only the easy half');
    expect((await playShift(task, easy?.agent)).value).toBe(0);
    const { value, evidence } = await playShift(task, (view) => {
      const act = goldShiftAgent(view);
      const wrong = {
        call: 'close_ticket',
        arguments: { resolution: 'refused', reason: 'identity_not_proven' },
      };
      const inFirst = caseInHand(task, view.conversation)?.about.number === 1;
      return inFirst && 'call' in act && act.call === 'close_ticket' ? wrong : act;
    });
    expect(value).toBeGreaterThan(0);
    expect(value).toBeLessThan(1);
    expect(evidence['solved']).toContain('CASE1');
  });

  it('says of each case that is not as it should be what is wrong with it', async () => {
    const task = await firstShift();
    const { evidence } = await playShift(task, () => ({ say: 'Hello?' }));
    expect(evidence['sla']).toContain('never answered, user_left after 25');
    expect(evidence['abandoned']).toContain('CASE8');
    expect(evidence['handle_time']).toContain('no case was taken');
  });

  it('takes a rubric: each case is asked about by itself, an outage makes the shift null, and it never opens a gate', async () => {
    const plain = await firstShift();
    const rubric = {
      id: 'manners',
      weight: 1,
      rubric: [{ id: 'polite', question: 'Was it polite?', weight: 1 }],
    };
    const task = { ...plain, shift: { ...plain.shift, reward: [...plain.shift.reward, rubric] } };
    const arena = await arenaOf();
    const { log } = rehearseShift(pack, task, arena, goldShiftAgent, { id: 'test', seed: 0 });
    const prompts: string[] = [];
    const ask = (answer: (count: number) => string): Promise<Judgements> =>
      askJudgeOfShift(
        { answer: (prompt) => Promise.resolve(answer(prompts.push(prompt.at(-1)?.content ?? ''))) },
        task,
        log,
        new AbortController().signal,
      );
    const mixed = await ask((count) => `{"q1":"${count === 2 ? 'no' : 'yes'}"}`);
    expect(prompts).toHaveLength(task.cases.length);
    expect(mixed).toMatchObject({ 'manners/CASE1': { polite: true } });
    const scored = scoreShift(pack, task, log, { arena, judgements: mixed });
    const manners = scored.components.find(({ id }) => id === 'manners');
    expect(manners).toMatchObject({ kind: 'judge', gate: false, score: 1 - 1 / task.cases.length });
    expect(manners?.evidence).toContainEqual(expect.stringContaining('no: polite'));
    expect(scored.success).toBe(true);
    expect(scoreShift(pack, task, log, { arena }).value).toBeNull();
    const outage = await ask((count) => (count === task.cases.length + 3 ? 'I am down' : '{"q1":"yes"}'));
    expect(scoreShift(pack, task, log, { arena, judgements: outage }).value).toBeNull();
    expect(shiftEarns(pack, task, arena, goldShiftAgent, { id: 'test', seed: 0 })).toBe(1);
    expect(shiftEarns(pack, task, arena, () => ({ say: 'Hello?' }), { id: 'test', seed: 0 })).toBe(0);
  });

  it('judges a case beside others as if it had been alone', async () => {
    const arena = await arenaOf();
    const task = (await shiftsOf())
      .flatMap(({ cases }) => cases)
      .find(({ task: { expected } }) => expected.some(({ before }) => before === null))?.task;
    if (task === undefined) throw new Error('no case adds a row');
    const moved = task.expected.map((change) =>
      change.before === null && change.after !== null
        ? { ...change, key: change.key + 3, after: { ...change.after, id: change.key + 3 } }
        : change,
    );
    const log = at([0, 1, { type: 'closed', trajectory: 'world', reason: 'resolved', changes: moved }]);
    const [closed] = inOwnNumbers(task, log, arena);
    expect(closed?.type === 'closed' ? closed.changes : []).toEqual(task.expected);
  });
});
