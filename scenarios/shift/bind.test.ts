import { beforeAll, describe, expect, it } from 'vitest';
import { arenaOf, pack } from '../episode/desk.fixture.ts';
import { parsePack } from '../schema/pack.ts';
import { ARRIVAL_SHARE, shiftOf, type ShiftSpec } from '../schema/shift.ts';
import { bindShifts } from './bind.ts';
import { shiftsOf } from './shift.fixture.ts';
import type { ShiftTask } from './task.ts';

let tasks: readonly ShiftTask[];
beforeAll(async () => {
  tasks = [...(await shiftsOf('train')), ...(await shiftsOf('heldout'))];
});

describe('a shift task', () => {
  it('has the cases it declares, in the order in which they come in, early enough to be worked', () => {
    for (const { cases, shift, split } of tasks) {
      expect(cases.map(({ number }) => number)).toEqual(
        Array.from({ length: shift.cases[split] }, (_, i) => i + 1),
      );
      const times = cases.map(({ arrives }) => arrives);
      expect(times[0]).toBe(0);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.at(-1)).toBeLessThanOrEqual(shift.limits.minutes * ARRIVAL_SHARE * 60_000);
    }
  });

  it('is made of different tasks of its split that bring and change no row in common', () => {
    for (const { cases, split, opening } of tasks) {
      expect(new Set(cases.map(({ task }) => task.id)).size).toBe(cases.length);
      expect(cases.every(({ task }) => task.split === split && task.mode === 'dialogue')).toBe(true);
      const added = opening.flatMap(({ table, key, values }) =>
        key === null ? [`${table}:${String(values['id'])}`] : [],
      );
      expect(new Set(added).size).toBe(added.length);
      const changed = cases.flatMap(({ task }) =>
        task.expected.flatMap(({ table, key, before }) =>
          before === null ? [] : [`${table}:${String(key)}`],
        ),
      );
      expect(new Set(changed).size).toBe(changed.length);
    }
  });

  it('is the same for the same index, and others are different', async () => {
    const again = bindShifts(pack, 'morning', 'train', await arenaOf(), 2);
    expect(JSON.stringify(again)).toBe(JSON.stringify((await shiftsOf()).slice(0, 2)));
    expect(new Set(tasks.map(({ cases }) => JSON.stringify(cases.map(({ task }) => task.id)))).size).toBe(
      tasks.length,
    );
  });

  it('is asked for by a name that the pack has', async () => {
    const arena = await arenaOf();
    expect(() => bindShifts(pack, 'night', 'train', arena)).toThrow('no shift "night"; it has: morning');
  });

  it('refuses more cases than can stand side by side, and says what to do', async () => {
    const arena = await arenaOf();
    const shifts = pack.shifts.map((shift) => ({ ...shift, families: ['wrong_item'] }));
    const crowded = { ...pack, shifts, tasks: { train: 22, heldout: 22 } };
    expect(() => bindShifts(crowded, 'morning', 'train', arena, 1)).toThrow(
      /found only \d cases of 8 that do not touch the same rows; declare more tasks/,
    );
  });
});

describe('the shifts of a pack', () => {
  const withShift = (change: object): (() => unknown) => {
    const shift: ShiftSpec = shiftOf(pack, 'morning');
    return () => parsePack({ ...pack, shifts: [{ ...shift, ...change }] }, 'test.json');
  };

  it('need a gate on what was solved, or doing nothing earns something', () => {
    const reward = shiftOf(pack, 'morning').reward.map((one) => ({
      ...one,
      gate: 'kpi' in one && one.kpi === 'abandoned',
    }));
    expect(withShift({ reward })).toThrow('must gate');
  });

  it('need an sla for each priority, and arrivals that fit into the shift', () => {
    expect(withShift({ sla: {} })).toThrow('each of them an sla');
    expect(withShift({ arrivals: 60 })).toThrow('do not come in early enough');
  });

  it('name dialogue families that are trained on', () => {
    expect(withShift({ families: ['nowhere'] })).toThrow('no dialogue family "nowhere"');
    expect(withShift({ families: ['wrong_item'] })).not.toThrow();
    const shifts = [shiftOf(pack, 'morning'), shiftOf(pack, 'morning')];
    expect(() => parsePack({ ...pack, shifts }, 'test.json')).toThrow('two are called "morning"');
  });
});
