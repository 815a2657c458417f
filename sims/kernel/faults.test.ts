import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createClock } from './create-clock.ts';
import { defineTool, fail, succeed } from './define-tool.ts';
import { createFaults, type FaultSpec, type FaultState, type Faults } from './faults.ts';
import { invokeTool } from './invoke-tool.ts';
import { invokeWithFaults, type FaultyOutcome } from './invoke-with-faults.ts';
import { loadKernel } from './kernel.ts';
import { createRng } from './rng.ts';
import { sampleTemplate } from './sample.fixture.ts';
import type { ToolContext } from './tool.ts';

const START = Date.UTC(2025, 0, 1);

const tools = [
  defineTool({
    name: 'rename_person',
    description: 'Renames a person.',
    effect: 'write',
    seconds: 20,
    parameters: z.strictObject({ person_id: z.int().min(1), name: z.string() }),
    run({ world, clock }, { person_id, name }) {
      world.run('UPDATE people SET name = ? WHERE id = ?', name, person_id);
      clock.schedule({ id: 'greet', due: clock.now() + 40_000, event: 'GREET', subject: name });
      return person_id > 5 ? fail('not_found', 'There is nobody.') : succeed({ name });
    },
  }),
  defineTool({
    name: 'find_person',
    description: 'Finds a person.',
    effect: 'read',
    seconds: 2,
    parameters: z.strictObject({ person_id: z.int() }),
    run: ({ world }, { person_id }) =>
      succeed(world.get('SELECT name FROM people WHERE id = ?', person_id) ?? null),
  }),
];

interface Call {
  readonly name: string;
  readonly args: object;
}
const rename = (name: string, person_id = 1): Call => ({ name: 'rename_person', args: { person_id, name } });
const find: Call = { name: 'find_person', args: { person_id: 1 } };
const callArbitrary: fc.Arbitrary<Call> = fc.oneof(
  fc
    .record({ name: fc.constantFrom('a', 'b', 'c'), id: fc.integer({ min: 0, max: 7 }) })
    .map(({ name, id }) => rename(name, id)),
  fc.constantFrom(find, { name: 'nothing', args: {} }),
);

const EVERYTHING: FaultSpec = {
  timeouts: { probability: 0.3, lost_reply: 0.5 },
  rate_limit: { calls: 4, per_seconds: 60 },
  conflicts: { probability: 0.3 },
  stale_reads: { probability: 0.5, lag: 2 },
  outages: [{ tools: ['find_person'], after_calls: 3, for_seconds: 50 }],
};

const kernel = await loadKernel();
const world = kernel.openWorld(sampleTemplate('faults'));
let context: ToolContext;
const open = (): void => {
  world.reset();
  context = { world, clock: createClock(START), actor: { kind: 'agent', id: 'a' }, focus: {} };
};
beforeEach(open);
afterAll(() => {
  world.close();
});
const faultsOf = (spec: FaultSpec, seed: number | string = 1): Faults => createFaults(spec, createRng(seed));
const call = (faults: Faults, { name, args }: Call): FaultyOutcome =>
  invokeWithFaults(faults, tools, context, name, args);
const state = () => ({ hash: world.hash(), clock: context.clock.state() });

describe('laws of faults', () => {
  it('is invokeTool where nothing is to go wrong', () => {
    const zero: FaultSpec = {
      timeouts: { probability: 0, lost_reply: 1 },
      conflicts: { probability: 0 },
      stale_reads: { probability: 0, lag: 3 },
      outages: [],
    };
    fc.assert(
      fc.property(fc.array(callArbitrary), fc.constantFrom(zero, {}), (sequence, spec) => {
        open();
        const plain = sequence.map(({ name, args }) => [invokeTool(tools, context, name, args), state()]);
        open();
        const faults = faultsOf(spec);
        expect(sequence.map((one) => [call(faults, one), state()])).toEqual(plain);
      }),
    );
  });

  it('leaves no trace of an error but the time, except of a timeout that was done', () => {
    fc.assert(
      fc.property(fc.array(callArbitrary), fc.nat(), (sequence, seed) => {
        open();
        const faults = faultsOf(EVERYTHING, seed);
        for (const one of sequence) {
          const before = state();
          const outcome = call(faults, one);
          const done = outcome.fault?.kind === 'timeout' && outcome.fault.done;
          if (!outcome.ok && !done) {
            expect(world.hash()).toBe(before.hash);
            expect(context.clock.state().timers).toEqual(before.clock.timers);
          }
          if (done) {
            expect(one.name).toBe('rename_person');
            expect(context.clock.state().timers).not.toEqual([]);
          }
          expect(context.clock.now()).toBeGreaterThan(before.clock.now - (one.name === 'nothing' ? 1 : 0));
        }
      }),
    );
  });

  it('meets the same faults with the same seed, also when forked at any call through JSON', () => {
    fc.assert(
      fc.property(fc.array(callArbitrary, { minLength: 1 }), fc.nat(), fc.nat(), (sequence, seed, cut) => {
        open();
        const faults = faultsOf(EVERYTHING, seed);
        const at = cut % sequence.length;
        const head = sequence.slice(0, at).map((one) => call(faults, one));
        const saved: FaultState = JSON.parse(JSON.stringify(faults.state()));
        const snapshot = world.snapshot();
        const clock = context.clock.state();
        const tail = sequence.slice(at).map((one) => [call(faults, one), state()]);

        world.restore(snapshot);
        context.clock.restore(clock);
        const fork = faultsOf(EVERYTHING, seed);
        fork.restore(saved);
        expect(sequence.slice(at).map((one) => [call(fork, one), state()])).toEqual(tail);

        open();
        const again = faultsOf(EVERYTHING, seed);
        expect(sequence.slice(0, at).map((one) => call(again, one))).toEqual(head);
      }),
    );
  });

  it('draws for a call by its place alone, whatever was called before', () => {
    const spec = { timeouts: { probability: 0.5, lost_reply: 0 } };
    const places = (calls: readonly Call[]): readonly boolean[] => {
      open();
      const faults = faultsOf(spec, 'places');
      return calls.map((one) => call(faults, one).fault !== undefined);
    };
    const finds = places(Array.from({ length: 40 }, () => find));
    expect(places(Array.from({ length: 40 }, () => rename('x')))).toEqual(finds);
    expect(finds).toContain(true);
    expect(finds).toContain(false);
  });

  it('lets an agent through that reads again, waits and repeats', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        open();
        const faults = faultsOf(EVERYTHING, seed);
        const persist = (one: Call): void => {
          for (let tries = 0; tries < 400; tries += 1) {
            const { ok, fault } = call(faults, one);
            if (ok && fault === undefined) return;
            if (fault?.kind === 'conflict') persist(find);
          }
          throw new Error(`${one.name} never succeeds`);
        };
        for (const one of [rename('a'), find, rename('b'), find]) persist(one);
        expect(world.get('SELECT name FROM people WHERE id = 1')).toEqual({ name: 'b' });
      }),
      { numRuns: 40 },
    );
  });
});

describe('single faults', () => {
  const first = (faults: Faults, one: Call, kind: string): FaultyOutcome => {
    for (let n = 0; n < 100; n += 1) {
      const outcome = call(faults, one);
      if (outcome.fault?.kind === kind) return outcome;
    }
    throw new Error(`no ${kind}`);
  };

  it('a timeout may have been done all the same, and does not say so', () => {
    const lost = first(faultsOf({ timeouts: { probability: 0.5, lost_reply: 1 } }), rename('Ann'), 'timeout');
    expect(lost).toMatchObject({
      error: { code: 'unavailable', retryable: true },
      fault: { kind: 'timeout', done: true },
    });
    expect(world.get('SELECT name FROM people WHERE id = 1')).toEqual({ name: 'Ann' });
    open();
    const faults = faultsOf({ timeouts: { probability: 0.9, lost_reply: 0 } }, 2);
    const dropped = call(faults, rename('Ann'));
    expect(dropped).toEqual({ ...lost, fault: { kind: 'timeout', done: false } });
    expect(world.diff()).toEqual([]);
    expect(context.clock.now()).toBe(START + 30_000);
  });

  it('the rate limit counts a sliding window, and its hint is true', () => {
    const faults = faultsOf({ rate_limit: { calls: 3, per_seconds: 60 } });
    for (let n = 0; n < 3; n += 1) expect(call(faults, find).ok).toBe(true);
    expect(call(faults, find)).toMatchObject({
      error: { code: 'rate_limited', hint: 'Try again in 53 seconds.' },
      fault: { kind: 'rate_limit', wait_seconds: 54 },
    });
    context.clock.advance(52_000);
    expect(call(faults, find).ok).toBe(false);
    expect(call(faults, find).ok).toBe(true);
  });

  it('a conflict stays until something is read, and befalls only what would have succeeded', () => {
    const faults = faultsOf({ conflicts: { probability: 0.9 } }, 3);
    call(faults, find);
    expect(call(faults, rename('x', 9))).toMatchObject({ error: { code: 'not_found' } });
    expect(first(faults, rename('x'), 'conflict')).toMatchObject({
      error: { code: 'conflict', retryable: true },
    });
    const before = state().hash;
    for (let n = 0; n < 20; n += 1) expect(call(faults, rename('x')).fault?.kind).toBe('conflict');
    expect(state().hash).toBe(before);
    call(faults, find);
    expect(call(faults, rename('x'))).toEqual(succeed({ name: 'x' }));
  });

  it('a conflict before anything was read is over with the next try', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      open();
      const faults = faultsOf({ conflicts: { probability: 0.9 } }, seed);
      if (!call(faults, rename('x')).ok) expect(call(faults, rename('x'))).toEqual(succeed({ name: 'x' }));
    }
  });

  it('a stale read says what was true some calls ago, and is none where nothing differs', () => {
    const faults = faultsOf({ stale_reads: { probability: 0.9, lag: 2 } }, 4);
    const old = world.get('SELECT name FROM people WHERE id = 1')?.['name'];
    for (let n = 0; n < 20; n += 1) expect(call(faults, find)).toEqual(succeed({ name: old ?? null }));
    call(faults, rename('new'));
    expect(call(faults, find)).toEqual({ ...succeed({ name: old ?? null }), fault: { kind: 'stale_read' } });
    expect(world.get('SELECT name FROM people WHERE id = 1')).toEqual({ name: 'new' });
    call(faults, find);
    expect(call(faults, find)).toEqual(succeed({ name: 'new' }));
  });

  it('an outage is partial and ends', () => {
    const faults = faultsOf({ outages: [{ tools: ['find_person'], after_calls: 1, for_seconds: 30 }] });
    expect(call(faults, find).ok).toBe(true);
    expect(call(faults, find)).toMatchObject({
      error: { code: 'unavailable' },
      fault: { kind: 'outage', until: START + 32_000 },
    });
    expect(call(faults, rename('x')).ok).toBe(true);
    context.clock.advance(10_000);
    expect(call(faults, find).ok).toBe(true);
  });

  it('spares everybody but the agent', () => {
    const faults = faultsOf({ timeouts: { probability: 0.9, lost_reply: 0 } });
    context = { ...context, actor: { kind: 'user', id: 'u' } };
    for (let n = 0; n < 20; n += 1) expect(call(faults, find).ok).toBe(true);
    expect(faults.state().calls).toBe(0);
  });

  it.each<[FaultSpec, RegExp]>([
    [
      { timeouts: { probability: 1, lost_reply: 0 } },
      /timeouts\.probability must be a number from 0 to 0\.9/,
    ],
    [{ timeouts: { probability: 0, lost_reply: 2 } }, /timeouts\.lost_reply/],
    [{ conflicts: { probability: Number.NaN } }, /conflicts\.probability/],
    [{ stale_reads: { probability: 0.1, lag: 0 } }, /stale_reads\.lag must be a whole number from 1 to 20/],
    [{ rate_limit: { calls: 0, per_seconds: 1 } }, /rate_limit\.calls/],
    [{ outages: [{ tools: [], after_calls: 0, for_seconds: 0 }] }, /outages\[0\]\.for_seconds/],
  ])('refuses %j', (spec, message) => {
    expect(() => faultsOf(spec)).toThrow(message);
  });
});
