import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scratch } from '../episodes/desk.fixture.ts';
import { addEndpoint, addGguf, choiceOf, findPolicy, listPolicies, removePolicy } from './registry.ts';

const tiny = join(import.meta.dirname, 'fixtures', 'tiny.gguf');
const now = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));

let place: ReturnType<typeof scratch>;
beforeEach(() => {
  place = scratch();
});
afterEach(() => place.close());

const registry = () => join(place.workspace.models, 'registry');

test('a new workspace knows the embedded model, which cannot be removed or replaced', async () => {
  const [only, ...more] = listPolicies(place.workspace);
  expect(more).toEqual([]);
  expect(only).toMatchObject({ id: 'embedded', state: 'ready', file: expect.stringMatching(/model\.gguf$/) });
  expect(() => removePolicy(place.workspace, 'embedded')).toThrow('comes with Understudy');
  await expect(addGguf(place.workspace, { id: 'embedded', path: tiny, copy: false })).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('a model file is checked, hashed, and kept as a copy or by reference', async () => {
  const { workspace } = place;
  const copied = await addGguf(workspace, { id: 'mine', title: 'Mine', path: tiny, copy: true, now: now(1) });
  const outside = join(workspace.folder, '..', `tiny-${String(process.pid)}.gguf`);
  copyFileSync(tiny, outside);
  const referred = await addGguf(workspace, { id: 'other', path: outside, copy: false, now: now(2) });
  expect(listPolicies(workspace).map(({ id }) => id)).toEqual(['embedded', 'other', 'mine']);
  expect(copied.file?.startsWith(workspace.models)).toBe(true);
  expect(copied.source).toMatchObject({
    gguf: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/), bytes: expect.any(Number) },
  });
  expect(choiceOf(copied)).toEqual({ name: copied.file });
  expect(choiceOf(referred)).toEqual({ name: outside });
  await expect(addGguf(workspace, { id: 'mine', path: tiny, copy: true })).rejects.toMatchObject({
    code: 'conflict',
  });
  writeFileSync(outside, 'GGUF');
  expect(findPolicy(workspace, 'other').state).toBe('changed');
  rmSync(outside);
  expect(findPolicy(workspace, 'other').state).toBe('missing');
  expect(() => choiceOf(findPolicy(workspace, 'other'))).toThrow('is missing');
  await expect(addGguf(workspace, { id: 'none', path: outside, copy: true })).rejects.toThrow(
    'No model file',
  );
  expect(readdirSync(registry()).toSorted()).toEqual(['mine.json', 'other.json']);
});

test('a workspace that was moved keeps the policies inside it', async () => {
  const { workspace } = place;
  await addGguf(workspace, { id: 'mine', path: tiny, copy: true });
  const folder = join(workspace.folder, 'moved');
  mkdirSync(folder);
  renameSync(workspace.models, join(folder, 'models'));
  const moved = { folder, models: join(folder, 'models') };
  expect(findPolicy(moved, 'mine')).toMatchObject({ state: 'ready' });
});

test('an endpoint is known by address and the name of its key’s variable, never the key', () => {
  const { workspace } = place;
  const address = 'https://api.example.org/v1#big';
  const added = addEndpoint(workspace, {
    id: 'big',
    address,
    keyVariable: 'EXAMPLE_KEY',
    requestsPerMinute: 30,
  });
  expect(choiceOf(added)).toEqual({ name: address, keyVariable: 'EXAMPLE_KEY', requestsPerMinute: 30 });
  expect(added).toMatchObject({ title: 'big at api.example.org', file: null, state: 'ready' });
  expect(() => addEndpoint(workspace, { id: 'k', address, keyVariable: 'sk-abc123' })).toThrow(
    'no name of an environment variable',
  );
  expect(existsSync(join(registry(), 'k.json'))).toBe(false);
});

test.each([
  'api.example.org#m',
  'https://api.example.org/v1',
  'https://u:p@h/v1#m',
  'https://h/v1?key=1#m',
  'ftp://h#m',
])('%s is no endpoint', (address) => {
  expect(() => addEndpoint(place.workspace, { id: 'e', address, keyVariable: null })).toThrow(
    'is no address',
  );
});

test('removing forgets the entry and its own copy, but no file that another entry plays or that lies outside', async () => {
  const { workspace } = place;
  const first = await addGguf(workspace, { id: 'a', path: tiny, copy: true });
  const second = await addGguf(workspace, { id: 'b', path: tiny, copy: true });
  await addGguf(workspace, { id: 'c', path: tiny, copy: false });
  expect(second.file).toBe(first.file);
  removePolicy(workspace, 'a');
  removePolicy(workspace, 'c');
  expect(existsSync(second.file ?? '')).toBe(true);
  removePolicy(workspace, 'b');
  expect(existsSync(second.file ?? '')).toBe(false);
  expect(existsSync(tiny)).toBe(true);
  expect(() => removePolicy(workspace, 'a')).toThrow(expect.objectContaining({ code: 'not_found' }));
});

test('a damaged entry hides nothing else and is named with its reason; no id leads out of the registry', async () => {
  const { workspace } = place;
  await addGguf(workspace, { id: 'good', path: tiny, copy: false });
  writeFileSync(
    join(registry(), 'cut.json'),
    readFileSync(join(registry(), 'good.json'), 'utf8').slice(0, 40),
  );
  copyFileSync(join(registry(), 'good.json'), join(registry(), 'alias.json'));
  const problems: string[] = [];
  const found = listPolicies(workspace, (file, reason) => void problems.push(`${file}: ${reason}`));
  expect(found.map(({ id }) => id)).toEqual(['embedded', 'good']);
  expect(problems.join('\n')).toMatch(/alias\.json: it says it is good[^]*cut\.json: /);
  expect(() => findPolicy(workspace, 'cut')).toThrow(expect.objectContaining({ code: 'corrupt' }));
  for (const id of ['../good', 'A', '']) expect(() => findPolicy(workspace, id)).toThrow('is no policy’s id');
});
