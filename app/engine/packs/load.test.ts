import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInPacks, curriculum, ScenarioError } from '@understudy/scenarios';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadPack, openSplit } from './load.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'packs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const builtIn = loadPack('helpdesk-refunds');

function written(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function refusal(idOrPath: string): string {
  try {
    loadPack(idOrPath);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  throw new Error(`${idOrPath} was not refused`);
}

test('a built-in pack is found by its id', () => {
  expect(builtInPacks).toContain(builtIn);
});

test('an unknown id names those there are', () => {
  expect(refusal('helpdesk')).toMatch(/no scenario pack "helpdesk".*helpdesk-refunds.*\.json/);
});

test('a file that is not there, or is no JSON, is named', () => {
  const missing = join(folder, 'missing.json');
  expect(refusal(missing)).toContain(missing);
  const broken = written('broken.json', '{"version": 1,');
  expect(refusal(broken)).toMatch(/broken\.json is not JSON: .*Correct it/);
});

test('a pack with faults names the file and each place', () => {
  const { title: _title, ...untitled } = builtIn;
  const faulty = { ...untitled, limits: { ...builtIn.limits, agent_turns: 0 }, colour: 'red' };
  const message = refusal(written('faulty.json', faulty));
  expect(message).toContain('faulty.json');
  expect(message).toMatch(/limits\.agent_turns: /);
  expect(message).toMatch(/title: /);
  expect(message).toContain('colour');
});

test('a sound pack of one’s own gives the same kind of tasks under its own id', async () => {
  const pack = loadPack(written('own.json', { ...builtIn, id: 'own-desk', tasks: { train: 3, heldout: 2 } }));
  const { tasks } = await openSplit(pack, 'train', 100);
  expect(tasks.map((task) => task.id.split('/')[0])).toEqual(['own-desk', 'own-desk', 'own-desk']);
  expect(tasks.every((task) => task.expected.length > 0)).toBe(true);
});

test('a pack whose tasks fail the admission gate is refused with the tasks and the reasons', async () => {
  const [family] = builtIn.families;
  if (family === undefined) throw new Error('the pack has no family');
  const talk = (family.gold ?? []).filter((step) => !('call' in step));
  const families = [{ ...family, gold: talk }];
  const pack = loadPack(
    written('lax.json', { ...builtIn, id: 'lax', families, tasks: { train: 2, heldout: 1 } }),
  );
  const error: unknown = await openSplit(pack, 'train').catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ScenarioError);
  expect(String(error)).toMatch(/2 of 2 train tasks do not pass the admission gate/);
  expect(String(error)).toContain(`lax/${family.id}/train/0`);
  expect(String(error)).toMatch(/earns/);
});

test('a split gives the first tasks, never more than the pack declares', async () => {
  const few = await openSplit(builtIn, 'heldout', 2);
  const more = await openSplit(builtIn, 'heldout', 4);
  expect(more.tasks.slice(0, 2).map((task) => task.id)).toEqual(few.tasks.map((task) => task.id));
  expect(more.tasks).toHaveLength(4);
});

test('in curriculum order a split gives the same tasks, easy ones first', async () => {
  const leads = loadPack('crm-leads');
  const usual = await openSplit(leads, 'train', 44);
  const ordered = await openSplit(leads, 'train', 44, 'curriculum');
  expect(ordered.tasks).toEqual(curriculum(usual.tasks));
  const levels = ordered.tasks.map(({ difficulty }) => ['easy', 'medium', 'hard'].indexOf(difficulty.level));
  expect(levels).toEqual(levels.toSorted());
  expect(new Set(levels).size).toBeGreaterThan(1);
  expect(ordered.tasks.map(({ id }) => id)).not.toEqual(usual.tasks.map(({ id }) => id));
});
