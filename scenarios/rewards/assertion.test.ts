import { describe, expect, it } from 'vitest';
import { arenaOf, goldActs, pack, playActs, taskOf } from '../episode/desk.fixture.ts';
import { holdsOnOpening, sqlAssertion } from './assertion.ts';
import type { SqlAssertion } from './assertion.ts';
import { scoreEpisode } from './score.ts';

const solved: SqlAssertion = {
  id: 'solved',
  kind: 'sql_assertion',
  weight: 1,
  gate: true,
  query: 'SELECT status FROM tickets WHERE id = :ticketId',
  is: 'equal',
  value: 'solved',
};

describe('an SQL assertion', () => {
  it('asks the world as it was at the end, from the log alone', async () => {
    const [arena, task] = [await arenaOf(), await taskOf('late_small')];
    const { log } = await playActs(task, goldActs(task));
    const idle = await playActs(task, []);
    arena.world.reset();
    const untouched = arena.world.hash();
    expect(sqlAssertion(solved, task, log, arena)).toEqual({
      score: 1,
      evidence: ['"solved" at the end, expected equal "solved"'],
    });
    expect(sqlAssertion(solved, task, idle.log, arena).score).toBe(0);
    expect(arena.world.hash()).toBe(untouched);
  });

  it('compares numbers, with bounds', async () => {
    const [arena, task] = [await arenaOf(), await taskOf('late_small')];
    const { log } = await playActs(task, goldActs(task));
    const sum = { ...solved, query: 'SELECT amount_cents FROM credits ORDER BY id DESC LIMIT 1' };
    for (const [is, value, score] of [
      ['equal', 500, 1],
      ['equal', '500', 1],
      ['at_least', 500, 1],
      ['at_most', 499, 0],
      ['at_least', 501, 0],
    ] as const)
      expect(sqlAssertion({ ...sum, is, value }, task, log, arena).score).toBe(score);
    const none = { ...solved, query: 'SELECT id FROM tickets WHERE id = -1' };
    expect(sqlAssertion({ ...none, value: null }, task, log, arena).score).toBe(1);
    expect(sqlAssertion({ ...none, is: 'at_most', value: 3 }, task, log, arena).score).toBe(0);
  });

  it('is vacuous where it holds before anybody did anything', async () => {
    const [arena, task] = [await arenaOf(), await taskOf('late_small')];
    expect(holdsOnOpening(solved, task, arena)).toBe(false);
    expect(holdsOnOpening({ ...solved, value: 'open' }, task, arena)).toBe(true);
    expect(
      holdsOnOpening(
        { ...solved, query: 'SELECT count(*) FROM tickets WHERE id = :ticketId', value: 1 },
        task,
        arena,
      ),
    ).toBe(true);
  });

  it.each<readonly [string, RegExp]>([
    ['DELETE FROM tickets WHERE true', /reward\.solved: .*only reads/s],
    ['SELECT id, status FROM tickets LIMIT 1', /1 rows of 2 columns/],
    ['SELECT id FROM tickets LIMIT 2', /2 rows of 1 columns/],
    ['SELECT id FROM unicorns', /no such table/],
    ['SELECT :nobody', /no value for :nobody/],
    ['SELECT count(*) FROM tickets a, tickets b, tickets c', /may visit/],
  ])('names the component when it cannot be asked: %s', async (query, message) => {
    const [arena, task] = [await arenaOf(), await taskOf('late_small')];
    const { log } = await playActs(task, []);
    expect(() => sqlAssertion({ ...solved, query }, task, log, arena)).toThrow(message);
  });

  it('needs the arena, and says so', async () => {
    const task = await taskOf('late_small');
    const { log } = await playActs(task, []);
    expect(() => scoreEpisode(task, [...pack.reward, solved], log)).toThrow(
      /"solved" looks at the world: give scoreEpisode the arena/,
    );
    expect(scoreEpisode(task, [...pack.reward, solved], log, { arena: await arenaOf() }).value).toBe(0);
  });
});
