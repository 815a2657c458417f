import type { EpisodeEvent, TokenRecord } from '@understudy/scenarios';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleEvents } from '../store/sample.fixture.ts';
import { tokenRows } from './tokens.ts';

/** An episode whose acts carry these records. */
function withRecords(
  records: readonly Pick<TokenRecord, 'prefix' | 'promptIds' | 'sampledIds'>[],
): EpisodeEvent[] {
  const act = sampleEvents('t', 0).find((event) => event.type === 'agent_turn');
  if (act?.type !== 'agent_turn' || act.tokens === undefined)
    throw new Error('the sample has an act with tokens');
  const { tokens } = act;
  return records.map((record, seq) => ({ ...act, seq, tokens: { ...tokens, ...record } }));
}

test('a chain of acts becomes one row, with loss exactly at the sampled ids', () => {
  const events = withRecords([
    { prefix: 0, promptIds: [1, 2, 3], sampledIds: [7, 8] },
    { prefix: 5, promptIds: [4], sampledIds: [9] },
  ]);
  expect(tokenRows('e', events)).toEqual([
    { id: 'e', input_ids: [1, 2, 3, 7, 8, 4, 9], loss_mask: [0, 0, 0, 1, 1, 0, 1] },
  ]);
});

test('a prompt that starts afresh in mid-episode begins a new row', () => {
  const events = withRecords([
    { prefix: 0, promptIds: [1, 2], sampledIds: [7] },
    { prefix: 0, promptIds: [1, 3, 4], sampledIds: [8] },
    { prefix: 4, promptIds: [], sampledIds: [9] },
  ]);
  expect(tokenRows('e', events)).toEqual([
    { id: 'e', input_ids: [1, 2, 7], loss_mask: [0, 0, 1] },
    { id: 'e@1', input_ids: [1, 3, 4, 8, 9], loss_mask: [0, 0, 0, 1, 1] },
  ]);
});

test('a record that does not carry on where the last one ended is refused by name', () => {
  const events = withRecords([
    { prefix: 0, promptIds: [1, 2], sampledIds: [7] },
    { prefix: 2, promptIds: [4], sampledIds: [8] },
  ]);
  expect(() => tokenRows('run/task#3', events)).toThrow(
    /run\/task#3: the tokens of event 1 carry over 2 ids, but 3 came before/,
  );
  expect(() => tokenRows('e', withRecords([{ prefix: 3, promptIds: [], sampledIds: [1] }]))).toThrow(
    /3 ids, but 0/,
  );
});

test('an episode without tokens gives no rows', () => {
  const events = sampleEvents('t').map((event) => {
    if (event.type !== 'agent_turn') return event;
    const { tokens: _tokens, ...rest } = event;
    return rest;
  });
  expect(tokenRows('e', events)).toEqual([]);
});

test('each recorded id comes back once, in order, masked by where it came from', () => {
  const ids = fc.array(fc.nat(500), { maxLength: 6 });
  const act = fc.record({
    fresh: fc.boolean(),
    promptIds: ids,
    sampledIds: fc.array(fc.nat(500), { minLength: 1, maxLength: 6 }),
  });
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 8 }), (acts) => {
      let length = 0;
      const records = acts.map(({ fresh, promptIds, sampledIds }) => {
        const prefix = fresh ? 0 : length;
        length = prefix + promptIds.length + sampledIds.length;
        return { prefix, promptIds, sampledIds };
      });
      const rows = tokenRows('e', withRecords(records));
      expect(rows.flatMap((row) => row.input_ids)).toEqual(
        records.flatMap((one) => [...one.promptIds, ...one.sampledIds]),
      );
      const trained = rows.flatMap((row) => row.input_ids.filter((_id, index) => row.loss_mask[index] === 1));
      expect(trained).toEqual(records.flatMap((one) => one.sampledIds));
      expect(rows).toHaveLength(Math.max(1, records.filter((one) => one.prefix === 0).length));
    }),
  );
});
