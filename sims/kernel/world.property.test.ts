import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadKernel } from './kernel.ts';
import { createRng } from './rng.ts';
import { play, sampleTemplate, stepArbitrary } from './sample.fixture.ts';
import type { Snapshot } from './world.ts';

const kernel = await loadKernel();
const template = kernel.compile(sampleTemplate('laws'));
const world = kernel.openWorld(template);
const other = kernel.openWorld(template);
const pristine = world.dump();

afterAll(() => {
  world.close();
  other.close();
});

const steps = fc.array(stepArbitrary, { minLength: 1, maxLength: 14 });

interface Saved {
  readonly snapshot: Snapshot;
  readonly dump: string;
  readonly hash: string;
}

function playAll(sequence: readonly Parameters<typeof play>[1][]): readonly Saved[] {
  world.reset();
  const save = (): Saved => ({ snapshot: world.snapshot(), dump: world.dump(), hash: world.hash() });
  const saved = [save()];
  for (const step of sequence) {
    play(world, step);
    saved.push(save());
  }
  return saved;
}

describe('laws of the world, over random writes with foreign keys and unique columns', () => {
  it('restores any turn exactly, from any other turn, and in another world', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat(), { minLength: 4, maxLength: 8 }), (sequence, visits) => {
        const saved = playAll(sequence);
        for (const visit of visits) {
          const target = saved[visit % saved.length];
          if (target === undefined) continue;
          for (const place of [world, other]) {
            place.restore(target.snapshot);
            expect(place.dump()).toBe(target.dump);
            expect(place.hash()).toBe(target.hash);
            expect(place.diff(target.snapshot)).toEqual([]);
          }
        }
      }),
      { numRuns: 250 },
    );
  });

  it('has equal hashes exactly where the diff is empty and the whole content is the same', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const saved = playAll(sequence);
        const last = saved.at(-1);
        for (const earlier of saved) {
          const same = earlier.dump === last?.dump;
          expect(world.diff(earlier.snapshot).length === 0).toBe(same);
          expect(earlier.hash === last?.hash).toBe(same);
        }
      }),
      { numRuns: 250 },
    );
  });

  it('is the template again after reset, whatever happened', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        playAll(sequence);
        world.reset();
        expect(world.dump()).toBe(pristine);
        expect(world.diff()).toEqual([]);
      }),
    );
  });

  it('continues after a restore as it would have without it', () => {
    fc.assert(
      fc.property(steps, steps, (first, second) => {
        const turn = playAll(first).at(-1);
        for (const step of second) play(world, step);
        const straight = { dump: world.dump(), hash: world.hash() };
        if (turn !== undefined) world.restore(turn.snapshot);
        for (const step of second) play(world, step);
        expect({ dump: world.dump(), hash: world.hash() }).toEqual(straight);
      }),
    );
  });

  it('forks: one snapshot restored twice gives two futures that know nothing of each other', () => {
    fc.assert(
      fc.property(steps, steps, steps, (past, left, right) => {
        const fork = playAll(past).at(-1);
        if (fork === undefined) return;
        const future = (sequence: typeof left): string => {
          world.restore(fork.snapshot);
          for (const step of sequence) play(world, step);
          return world.dump();
        };
        const alone = future(right);
        future(left);
        expect(future(right)).toBe(alone);
        world.restore(fork.snapshot);
        expect(world.dump()).toBe(fork.dump);
      }),
    );
  });
});

it('plays 1,000 interleaved episodes in one world as it plays them one after the other', () => {
  const sequences = fc.sample(fc.array(stepArbitrary, { minLength: 6, maxLength: 6 }), {
    numRuns: 1000,
    seed: 7,
  });
  const sequential = sequences.map((sequence) => {
    world.reset();
    for (const step of sequence) play(world, step);
    return world.hash();
  });
  world.reset();
  const start = world.snapshot();
  const live = sequences.map((sequence) => ({ sequence, at: 0, snapshot: start }));
  const rng = createRng('turns');
  let waiting = rng.shuffle(live);
  while (waiting.length > 0) {
    for (const episode of waiting) {
      world.restore(episode.snapshot);
      const step = episode.sequence[episode.at];
      if (step !== undefined) play(world, step);
      episode.at += 1;
      episode.snapshot = world.snapshot();
    }
    waiting = rng.shuffle(waiting.filter((episode) => episode.at < episode.sequence.length));
  }
  const interleaved = live.map((episode) => {
    world.restore(episode.snapshot);
    return world.hash();
  });
  expect(interleaved).toEqual(sequential);
  expect(new Set(sequential).size).toBeGreaterThan(500);
});
