/** What the replay is told of an episode: its verdict in words, its evidence with places, its states; and the file it is given away as. */
import { beforeAll, describe, expect, it } from 'vitest';
import { bindTask, loadPack, summarizeEvents, type EpisodeRecord } from '@understudy/engine';
import {
  goldAgent,
  isShift,
  namedStrategies,
  openArena,
  rehearse,
  rewardOf,
  scoreEpisode,
  type Agent,
  type AdmittedTask,
  type Arena,
  type EpisodeEvent,
  type Pack,
} from '@understudy/scenarios';
import { insightOf } from './insight.ts';
import { episodePage } from './page.ts';
import { plainEvidence } from './plain.ts';
import { conversationOf } from './saw.ts';
import { shareHtml } from './share.ts';
import { verdictOf } from './verdict.ts';

let pack: Pack;
let arena: Arena;
let task: AdmittedTask;
beforeAll(async () => {
  pack = loadPack('helpdesk-refunds');
  arena = await openArena(pack, 'train');
  const bound = bindTask(pack, 'train', arena, `${pack.id}/damaged_refund/train/0`);
  if (isShift(bound)) throw new Error('it is a shift');
  task = bound;
});

function played(agent: Agent): { readonly record: EpisodeRecord; readonly events: readonly EpisodeEvent[] } {
  const { log } = rehearse(pack, task, arena, agent, { id: 'test', seed: 1 });
  const record: EpisodeRecord = {
    ...summarizeEvents(log),
    ...{ id: 'r/t#0', runId: 'r', taskId: task.id, family: task.family, split: 'train', sample: 0, seed: 1 },
    ...{ policyId: 'test', forkedFrom: null, status: 'finished', judged: null, startedAt: 0, finishedAt: 1 },
    reward: scoreEpisode(task, rewardOf(pack, task.family), log, { arena, pack }),
  };
  return { record, events: log };
}

function pageOf({ record, events }: ReturnType<typeof played>) {
  return episodePage({ episode: () => record, events: () => events, run: () => null }, record.id);
}

describe('a page', () => {
  it('of a passed episode says so, and shows what moved when', () => {
    const page = pageOf(played(goldAgent));
    expect(page.verdict).toMatchObject({ kind: 'passed', headline: 'Passed' });
    const moves = page.states.map(({ chart, from, to }) => [chart, from, to]);
    expect(moves).toEqual([
      ['refund', null, 'paid'],
      ['ticket', 'open', 'solved'],
    ]);
    expect(page.charts.map(({ id }) => id)).toEqual(['refund', 'ticket']);
    const goal = page.components.find(({ id }) => id === 'goal');
    const refund = page.states.find(({ chart }) => chart === 'refund')?.seq;
    expect(goal?.evidence[0]?.steps).toEqual([refund]);
    const told = page.components.find(({ id }) => id === 'told')?.evidence[0]?.steps ?? [];
    expect(page.steps[told[0] ?? 0]).toMatchObject({ type: 'agent_turn' });
  });

  it('of a failed episode names what failed, in words, and where', () => {
    const page = pageOf(played(namedStrategies.random));
    expect(page.verdict.kind).toBe('failed');
    expect(page.verdict.because[0]).toMatch(/^The records did not end as they should\. /);
    expect(JSON.stringify(page.verdict)).not.toContain('{\\"');
    for (const { evidence } of page.components)
      for (const { text, steps } of evidence)
        if (text.startsWith('Call '))
          expect(page.steps[steps[0] ?? -1]).toMatchObject({ type: 'tool_result' });
  });

  it('of an episode that something else broke blames nobody', () => {
    const { events } = played(goldAgent);
    const failure = { source: 'policy', message: 'the endpoint is gone' } as const;
    const broken = events.map((event) =>
      event.type === 'closed' ? { ...event, reason: 'failed' as const, failure } : event,
    );
    const verdict = verdictOf({ status: 'failed', reward: null, endReason: 'failed' }, broken);
    expect(verdict.kind).toBe('unjudged');
    expect(verdict.because[0]).toBe('The agent’s model could not answer at all: the endpoint is gone');
  });
});

it('insight follows the goal, places the credit and finds the step of a flag', () => {
  const { record, events } = played(namedStrategies.spam);
  const insight = insightOf({ record, pack, task, arena, changedSince: false }, events);
  expect(insight.credit).toHaveLength(record.turns);
  for (const flag of record.reward?.flags ?? []) expect(insight.flagSteps[flag]).toBeGreaterThan(0);
  const right = played(goldAgent);
  const { progress, focus } = insightOf({ ...right, pack, task, arena, changedSince: false }, right.events);
  expect(progress?.at(-1)?.progress).toBe(1);
  expect(focus).toMatchObject([{ chart: 'ticket', state: 'open' }]);
});

it('the conversation read off the events is the one that the agent was given', () => {
  const { log, session } = rehearse(pack, task, arena, goldAgent, { id: 'test', seed: 1 });
  expect(conversationOf(log)).toEqual(session.conversation);
});

it('evidence is put in plain words, and left alone where it is plain already', () => {
  expect(plainEvidence('missing: tickets update 7 {"status":"solved"}')).toBe(
    'Row 7 of tickets should have ended with status solved.',
  );
  expect(plainEvidence('not expected: refunds insert {"amount_cents":5}')).toBe(
    'Not expected: a new row in refunds with amount_cents 5.',
  );
  expect(plainEvidence('step 3: refund_item failed with conflict')).toBe(
    'Call 3: refund_item failed with conflict',
  );
  expect(plainEvidence('every line keeps the tone')).toBe('every line keeps the tone');
});

it('a shared file holds what was said as text, and nothing that could run', () => {
  const { record, events } = played(goldAgent);
  const evil = '<script>alert(1)</script><img src=x onerror=alert(2)>"\'\u202e';
  const spoiled = events.map((event) => (event.type === 'user_message' ? { ...event, text: evil } : event));
  const file = shareHtml(pageOf({ record: { ...record, policyId: evil }, events: spoiled }));
  expect(file).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(file.match(/<(?:script|img|iframe|object|svg)\b/g)).toBeNull();
  expect(file).not.toContain('\u202e');
  expect(file).toContain("default-src 'none'");
  expect(file).not.toMatch(/(?:src|href)="(?!#)/);
});
