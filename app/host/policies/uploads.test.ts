import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPolicy } from '@understudy/engine';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHost, type Host } from '../host.ts';
import { router } from '../router.ts';
import { createUploads } from './uploads.ts';

const tiny = readFileSync(
  join(import.meta.dirname, '..', '..', 'engine', 'policies', 'fixtures', 'tiny.gguf'),
);
const bytes = tiny.length;
const half = Math.floor(bytes / 2);

let folder: string;
let host: Host;
let api: RouterClient<typeof router>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-uploads-'));
  host = openHost({ workspace: join(folder, 'workspace') });
  api = createRouterClient(router, { context: host.context });
});
afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

const begin = async (id = 'mine', size = bytes): Promise<string> =>
  (await api.policies.upload.begin({ id, name: 'Tiny One.gguf', bytes: size })).upload;
const send = async (upload: string, from: number, to = bytes): Promise<number> =>
  (await api.policies.upload.append({ upload, offset: from, piece: new Blob([tiny.subarray(from, to)]) }))
    .received;
const models = (): readonly string[] => readdirSync(host.context.workspace.models);
const incoming = (): readonly string[] => {
  const at = join(host.context.workspace.models, '.incoming');
  return existsSync(at) ? readdirSync(at) : [];
};

test('a file that came whole is a policy in the workspace, byte for byte', async () => {
  const upload = await begin();
  expect(await send(upload, 0, half)).toBe(half);
  // A piece whose answer was lost is sent once more.
  expect(await send(upload, 0, half)).toBe(half);
  expect(await send(upload, half)).toBe(bytes);
  const added = await api.policies.upload.finish({ upload });
  expect(added).toMatchObject({ id: 'mine', title: 'Tiny One.gguf', state: 'ready' });
  expect(readFileSync(added.file ?? '').equals(tiny)).toBe(true);
  expect(incoming()).toEqual([]);
  await api.policies.remove({ id: 'mine' });
  expect(existsSync(added.file ?? '')).toBe(false);
});

test('a file that is not whole, no GGUF, or not in order never becomes one, and nothing of it stays', async () => {
  const short = await begin();
  await send(short, 0, half);
  await expect(api.policies.upload.finish({ upload: short })).rejects.toThrow(/not whole/);
  const other = await begin();
  const page = new Blob(['<html>not a model</html>']);
  await expect(api.policies.upload.append({ upload: other, offset: 0, piece: page })).rejects.toThrow(
    /no GGUF file/,
  );
  const gap = await begin();
  await expect(send(gap, half)).rejects.toThrow(/do not fit together/);
  const more = await begin('more', half);
  await expect(send(more, 0)).rejects.toThrow(/do not fit together/);
  // It begins like one and is none.
  const cut = await begin('cut', half);
  await send(cut, 0, half);
  await expect(api.policies.upload.finish({ upload: cut })).rejects.toThrow(/cannot be used as a model/);
  await expect(send(short, half)).rejects.toThrow(/not going on/);
  expect([models().filter((name) => name.endsWith('.gguf')), incoming()]).toEqual([[], []]);
  expect((await api.policies.list()).map(({ id }) => id)).toEqual(['embedded']);
});

test('what cannot be kept is refused before a byte is sent', async () => {
  await expect(begin('embedded')).rejects.toThrow(/a policy embedded already/);
  await expect(begin('huge', 2 ** 50)).rejects.toThrow(/no room/);
  await expect(api.policies.upload.begin({ id: 'x', name: 'x.safetensors', bytes })).rejects.toThrow(
    /no model file/,
  );
  expect(incoming()).toEqual([]);
});

test('an upload that is cancelled, left alone, or cut short by the end of its host leaves nothing', async () => {
  const cancelled = await begin();
  await send(cancelled, 0, half);
  await api.policies.upload.cancel({ upload: cancelled });
  expect(incoming()).toEqual([]);
  const { workspace } = host.context;
  const uploads = createUploads(workspace, { leftMs: 20 });
  const { upload } = await uploads.begin({ id: 'left', name: 'left.gguf', bytes });
  await expect.poll(incoming).toEqual([]);
  await expect(uploads.finish(upload)).rejects.toThrow(/not going on/);
  await createUploads(workspace).begin({ id: 'killed', name: 'killed.gguf', bytes });
  expect(incoming()).toHaveLength(1);
  createUploads(workspace);
  expect(incoming()).toEqual([]);
  expect(() => findPolicy(workspace, 'killed')).toThrow();
});
