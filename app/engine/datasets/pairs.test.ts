import type { EpisodeEvent } from '@understudy/scenarios';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelPolicy, sampleEvents, sampleReward, sampleStart } from '../store/sample.fixture.ts';
import type { Played } from './answers.ts';
import { gradedRows, ktoRows } from './labels.ts';
import { pairSpecSchema, preferencePairs } from './pairs.ts';
import { tokenRows } from './tokens.ts';

const spec = pairSpecSchema.parse({});
type Act = readonly [promptIds: readonly number[], sampledIds: readonly number[]];

/** An episode that played these acts. */
function played(
  id: string,
  value: number | null,
  acts: readonly Act[],
  more: Partial<Played['episode']> = {},
): Played {
  const turn = sampleEvents('t', 0).find((event) => event.type === 'agent_turn');
  if (turn?.type !== 'agent_turn' || turn.tokens === undefined) throw new Error('the sample has tokens');
  const { tokens } = turn;
  let prefix = 0;
  const events = acts.map(([promptIds, sampledIds], seq): EpisodeEvent => {
    const record = { ...tokens, prefix, promptIds: [...promptIds], sampledIds: [...sampledIds] };
    prefix += promptIds.length + sampledIds.length;
    return { ...turn, seq, tokens: record };
  });
  const { forkedFrom = null, ...rest } = more;
  const episode = {
    ...sampleStart('task-1', 0),
    id,
    status: 'finished' as const,
    endReason: 'resolved' as const,
    turns: acts.length,
    reward: sampleReward(value),
    forkedFrom,
    ...rest,
  };
  return { episode, events };
}

const open: Act = [
  [1, 2, 3],
  [7, 8],
];
const good = played('good', 1, [open, [[4], [9]], [[5], [6]]]);
const bad = played('bad', 0, [open, [[4], [10, 11]]]);
const pairs = (all: readonly Played[], options: Partial<typeof spec> = {}) =>
  preferencePairs(all, { ...spec, ...options }, [modelPolicy]);

describe('preferencePairs', () => {
  test('pairs the best sample with the worst from where they went different ways', () => {
    const middling = played('middling', 0.5, [[open[0], [99]]]);
    const { rows, unused } = pairs([bad, middling, good]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      id: 'good>bad',
      group: 'task-1',
      prompt_ids: [1, 2, 3, 7, 8, 4],
      chosen_ids: [9, 5, 6],
      chosen_mask: [1, 0, 1],
      rejected_ids: [10, 11],
      rejected_mask: [1, 1],
      margin: 1,
      provenance: {
        of: 'samples',
        sharedActs: 1,
        chosen: { episodeId: 'good', reward: 1, success: true },
        rejected: { episodeId: 'bad', reward: 0, success: false },
      },
    });
    expect(unused).toMatchObject([{ episodeId: 'middling', code: 'not_extreme' }]);
  });

  test('pairs forks of one episode from the fork on, besides the samples of its task', () => {
    const from = { episodeId: 'root', seq: 1 };
    const root = played('root', 0.4, [open, [[4], [20]]]);
    const fork = played('fork', 0.9, [open, [[4], [21]]], { forkedFrom: from, sample: 1 });
    const deeper = played('deeper', 0.2, [open, [[4], [21]], [[5], [22]]], {
      forkedFrom: { episodeId: 'fork', seq: 3 },
      sample: 2,
    });
    const other = played('other', 1, [[open[0], [30]]]);
    const { rows } = pairs([root, fork, deeper, other], { chosenSuccess: false });
    // The fork's own fork did all that it did and more: only its root can be compared with it.
    expect(rows.map(({ id, provenance }) => [id, provenance.of, provenance.sharedActs])).toEqual([
      ['fork>root', 'forks', 1],
      ['other>deeper', 'samples', 0],
    ]);
    expect(pairs([root, fork], { chosenSuccess: false }).rows[0]).toMatchObject({
      id: 'fork>root',
      prompt_ids: [1, 2, 3, 7, 8, 4],
      chosen_ids: [21],
      provenance: { of: 'forks', chosen: { forkedFrom: from } },
    });
  });

  test('takes the same act for part of the answer when the world answered it differently', () => {
    const one = played('a', 1, [open, [[4], [9]]]);
    const other = played('b', 0, [open, [[44], [10]]]);
    expect(pairs([one, other]).rows[0]).toMatchObject({
      prompt_ids: [1, 2, 3],
      chosen_ids: [7, 8, 4, 9],
      chosen_mask: [1, 1, 0, 1],
      rejected_ids: [7, 8, 44, 10],
      provenance: { sharedActs: 0 },
    });
  });

  test('says why an episode is in no pair', () => {
    const reasons = (all: readonly Played[]) =>
      Object.fromEntries(pairs(all).unused.map(({ episodeId, code }) => [episodeId, code]));
    expect(
      reasons([
        good,
        bad,
        played('heldout', 1, [open], { split: 'heldout' }),
        played('running', 1, [open], { status: 'running' }),
        played('unjudged', null, [open]),
        played('gold', 1, [open], { policyId: 'scripted:gold' }),
        played('silent', 1, []),
        played('alone', 1, [[[77], [78]]]),
        played('cheat', 1, [[open[0], [50]]], { reward: sampleReward(1, ['leak']) }),
      ]),
    ).toEqual({
      heldout: 'held_out',
      running: 'not_finished',
      unjudged: 'unjudged',
      gold: 'other_policy',
      silent: 'no_tokens',
      alone: 'alone',
      cheat: 'flagged',
    });
    const poor = played('poor', 0.5, [[open[0], [52]]]);
    expect(reasons([poor, bad])).toEqual({ poor: 'none_good', bad: 'none_good' });
    const near = played('near', 0.95, [[open[0], [51]]]);
    expect(reasons([good, near])).toEqual({ good: 'below_margin', near: 'below_margin' });
    const cutShort = played('short', 0, [open]);
    expect(reasons([good, cutShort])).toEqual({ good: 'no_difference', short: 'no_difference' });
    const { events, episode } = good;
    const afresh = events.map((event, index) =>
      event.type === 'agent_turn' && event.tokens !== undefined && index === 1
        ? { ...event, tokens: { ...event.tokens, prefix: 0 } }
        : event,
    );
    expect(reasons([{ episode, events: afresh }])).toEqual({ good: 'segmented' });
    expect(() => pairs([good, good])).toThrow('given twice');
  });

  test('never pairs across models or templates', () => {
    const foreign = played('foreign', 0, [[open[0], [51]]]);
    const events = foreign.events.map((event) =>
      event.type === 'agent_turn' && event.tokens !== undefined
        ? { ...event, tokens: { ...event.tokens, modelHash: 'other' } }
        : event,
    );
    expect(pairs([good, { episode: foreign.episode, events }]).rows).toEqual([]);
  });

  test('whatever the episodes: both sides give back what was recorded, and the order changes nothing', () => {
    const act = fc.tuple(
      fc.array(fc.nat(3), { minLength: 1, maxLength: 2 }),
      fc.array(fc.nat(2), { minLength: 1, maxLength: 2 }),
    );
    const some = fc.array(
      fc.record({
        value: fc.integer({ min: 0, max: 4 }),
        acts: fc.array(act, { minLength: 1, maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 3 }), (made, perGroup) => {
        const all = made.map(({ value, acts }, index) => played(`e${index}`, value / 4, acts));
        const options = { perGroup, chosenSuccess: false };
        const { rows, unused } = pairs(all, options);
        expect(pairs(all.toReversed(), options)).toEqual({ spec: { ...spec, ...options }, rows, unused });
        for (const row of rows) {
          expect(row.margin).toBeGreaterThanOrEqual(spec.margin - 1e-9);
          for (const side of ['chosen', 'rejected'] as const) {
            const { episodeId } = row.provenance[side];
            const events = all.find(({ episode }) => episode.id === episodeId)?.events ?? [];
            const [whole] = tokenRows(episodeId, events);
            expect([...row.prompt_ids, ...row[`${side}_ids`]]).toEqual(whole?.input_ids);
            expect(row[`${side}_mask`]).toEqual(whole?.loss_mask.slice(row.prompt_ids.length));
          }
          expect(row.chosen_ids).not.toEqual(row.rejected_ids);
        }
        const named = rows.flatMap(({ provenance }) => [
          provenance.chosen.episodeId,
          provenance.rejected.episodeId,
        ]);
        const mentioned = new Set([...named, ...unused.map(({ episodeId }) => episodeId)]);
        expect(mentioned.size).toBe(all.length);
        expect(unused.filter(({ episodeId }) => named.includes(episodeId))).toEqual([]);
      }),
    );
  });
});

describe('labels', () => {
  test('an episode that passed without a flag is good, any other bad', () => {
    const cheat = played('cheat', 1, [open], { reward: sampleReward(1, ['leak']) });
    const { rows, unused } = ktoRows([good, bad, cheat, played('u', null, [open])], [modelPolicy]);
    expect(rows.map(({ id, label }) => [id, label])).toEqual([
      ['bad', false],
      ['cheat', false],
      ['good', true],
    ]);
    expect(rows[2]).toMatchObject({
      group: 'task-1',
      prompt_ids: [1, 2, 3],
      completion_ids: [7, 8, 4, 9, 5, 6],
      completion_mask: [1, 1, 0, 1, 0, 1],
      provenance: { labelled: 'reward', reward: 1, taskId: 'task-1' },
    });
    expect(unused).toMatchObject([{ episodeId: 'u', code: 'unjudged' }]);
  });

  test('grades are those given, or the rewards', () => {
    const half = played('half', 0.5, [open]);
    expect(gradedRows([good, half], [modelPolicy], null).rows.map(({ label }) => label)).toEqual([1, 0.5]);
    const grades = { by: 'Ada', of: new Map([['half', 0.8]]) };
    const { rows, unused } = gradedRows([good, half], [modelPolicy], grades);
    expect(rows).toMatchObject([{ id: 'half', label: 0.8, provenance: { labelled: 'Ada', reward: 0.5 } }]);
    expect(unused).toMatchObject([{ episodeId: 'good', code: 'not_labelled' }]);
    const outOfRange = { by: 'Ada', of: new Map([['half', 5]]) };
    expect(() => gradedRows([half], [modelPolicy], outOfRange)).toThrow();
  });
});
