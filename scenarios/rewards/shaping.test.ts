import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldActs, pack, playActs, taskOf } from '../episode/desk.fixture.ts';
import { netChanges, potential, shape, shapedTurns } from './shaping.ts';

const gamma = fc.double({ min: 0.5, max: 1, noNaN: true });
const phi = fc.double({ min: 0, max: 1, noNaN: true });
const discounted = (rewards: readonly number[], rate: number): number =>
  rewards.reduce((sum, reward, t) => sum + rate ** t * reward, 0);

describe('potential-based shaping', () => {
  it('sums to minus the first potential, whatever lies between', () => {
    fc.assert(
      fc.property(fc.array(phi, { minLength: 2, maxLength: 20 }), gamma, (potentials, rate) => {
        expect(discounted(shape(potentials, rate), rate)).toBeCloseTo(-(potentials[0] ?? 0), 9);
      }),
    );
  });

  it('leaves the order of all ways through a small world as it was', () => {
    const states = 5;
    const edge = fc.record({
      from: fc.nat(states - 1),
      to: fc.nat(states - 1),
      reward: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    const world = fc.record({
      edges: fc.array(edge, { minLength: 4, maxLength: 12 }),
      phi: fc.array(phi, { minLength: states, maxLength: states }),
    });
    fc.assert(
      fc.property(world, gamma, ({ edges, phi: potentials }, rate) => {
        const ways = paths(edges, 0, 4).filter((path) => path.length > 0);
        const returns = ways.map((path) => {
          const visited = [0, ...path.map(({ to }) => to)];
          const rewards = path.map(({ reward }) => reward);
          const extra = shape(
            visited.map((state) => potentials[state] ?? 0),
            rate,
          );
          return {
            plain: discounted(rewards, rate),
            shaped: discounted(
              rewards.map((r, i) => r + (extra[i] ?? 0)),
              rate,
            ),
          };
        });
        for (const one of returns)
          for (const other of returns)
            if (one.plain - other.plain > 1e-6) expect(one.shaped).toBeGreaterThan(other.shaped);
      }),
    );
  });

  it('pays the turns of the gold solution that bring it on, and takes it back at the end', async () => {
    const task = await taskOf('late_small');
    const { log } = await playActs(task, goldActs(task));
    const turns = shapedTurns(task, pack.reward, log);
    expect(turns).toHaveLength(log.filter((event) => event.type === 'agent_turn').length);
    expect(turns.reduce((sum, one) => sum + one, 0)).toBeCloseTo(0);
    expect(Math.max(...turns)).toBeGreaterThan(0);
    expect(potential(task, pack.reward, log)).toBe(1);
    expect(potential(task, pack.reward, [])).toBe(0);
  });

  it('pays nothing for what changes nothing', async () => {
    const task = await taskOf('late_small');
    const { log } = await playActs(task, []);
    expect(new Set(shapedTurns(task, pack.reward, log).map(Math.abs))).toEqual(new Set([0]));
  });
});

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly reward: number;
}

function paths(edges: readonly Edge[], state: number, length: number): readonly (readonly Edge[])[] {
  if (length === 0) return [[]];
  const next = edges.filter(({ from }) => from === state);
  return [
    [],
    ...next.flatMap((edge) => paths(edges, edge.to, length - 1).map((rest) => [edge, ...rest])),
  ].slice(0, 60);
}

describe('net changes', () => {
  it('join what several calls did to a row, and forget what was undone', () => {
    const change = (
      before: number | null,
      after: number | null,
    ): Parameters<typeof netChanges>[0][number] => ({
      table: 't',
      key: 1,
      before: before === null ? null : { n: before },
      after: after === null ? null : { n: after },
    });
    expect(netChanges([change(1, 2), change(2, 3)])).toEqual([change(1, 3)]);
    expect(netChanges([change(1, 2), change(2, 1)])).toEqual([]);
    expect(netChanges([change(null, 2), change(2, null)])).toEqual([]);
  });
});
