/** The designer's area as a screen meets it, without sockets in between. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call } from '@orpc/server';
import { examinePack, type Pack } from '@understudy/scenarios';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { OpenPack } from '../contract/designer.ts';
import { openHost, type Host } from '../host.ts';
import { play } from '../play/play.ts';
import { designer } from './designer.ts';
import { vocabulary } from './vocabulary.ts';
import { worldProblems } from './world-problems.ts';

let folder: string;
let host: Host;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'designer-'));
  host = openHost({ workspace: join(folder, 'workspace') });
  await call(designer.create, { id: 'mine', title: 'Mine' }, { context: host.context });
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

async function get(id: string): Promise<OpenPack> {
  return call(designer.get, { id }, { context: host.context });
}

describe('the designer of a workspace', { timeout: 60_000 }, () => {
  test('has the built-in packs to look at and the own ones to change', async () => {
    const { builtIn, own } = await call(designer.list, undefined, { context: host.context });
    expect(builtIn.length).toBeGreaterThan(10);
    expect(own).toMatchObject([{ id: 'mine', newest: { number: 1 }, problems: 0 }]);
    expect(await get('helpdesk-refunds')).toMatchObject({ draft: null, problems: [] });
    expect(await get('mine')).toMatchObject({ draft: { revision: 1 }, document: { id: 'mine' } });
  });

  test('answers a draft with the places of all that is wrong in it, also of what the systems do not have', async () => {
    const { draft, document } = await get('mine');
    const group = z.record(z.string(), z.json()).parse(document);
    const change = { ...group, tools: ['verify_identity', 'get_oder'] };
    const save = {
      id: 'mine',
      revision: draft?.revision ?? 0,
      document: change,
      unparsed: null,
      history: null,
    };
    const { problems, revision } = await call(designer.save, save, { context: host.context });
    expect(problems.map(({ path }) => path[0])).toContain('families');
    const again = {
      ...save,
      revision,
      document: { ...group, tools: [...z.array(z.string()).parse(group.tools), 'get_oder'] },
    };
    const unknown = await call(designer.save, again, { context: host.context });
    expect(unknown.problems).toEqual([
      {
        path: ['tools', 7],
        message: expect.stringMatching(/There is no tool for the agent called "get_oder"/),
      },
    ]);
    await expect(call(designer.save, save, { context: host.context })).rejects.toThrow(/another window/);
    const version = { id: 'mine', revision: unknown.revision, note: '' };
    await expect(call(designer.saveVersion, version, { context: host.context })).rejects.toThrow(/problem/);
    await call(
      designer.save,
      { ...save, revision: unknown.revision, document: group },
      { context: host.context },
    );
  });

  test('tries its tasks as a piece of work, with what was found', async () => {
    const { work } = await call(designer.admission.start, { id: 'mine', most: 3 }, { context: host.context });
    await host.context.works.settled(work);
    expect(await call(designer.admission.state, { id: 'mine' }, { context: host.context })).toMatchObject({
      running: false,
      current: true,
      candidates: 6,
      families: [
        { candidates: 3, rejected: [] },
        { candidates: 3, rejected: [] },
      ],
    });
    expect(host.context.works.get(work)?.outcome?.message).toBe('6 of 6 tasks pass.');
  });

  test('knows after a restart what was found, and of which document', async () => {
    const state = async () => call(designer.admission.state, { id: 'mine' }, { context: host.context });
    const before = await state();
    await host.close();
    host = openHost({ workspace: join(folder, 'workspace') });
    expect(await state()).toEqual({ ...before, work: null });
    const { draft, document } = await get('mine');
    const group = z.record(z.string(), z.json()).parse(document);
    const save = { id: 'mine', unparsed: null, history: null };
    const changed = { ...save, revision: draft?.revision ?? 0, document: { ...group, title: 'Changed' } };
    const { revision } = await call(designer.save, changed, { context: host.context });
    expect(await state()).toMatchObject({ current: false, candidates: 6 });
    await call(designer.save, { ...save, revision, document }, { context: host.context });
    expect(await state()).toMatchObject({ current: true });
    writeFileSync(join(folder, 'workspace', 'scenarios', 'mine', 'admission.json'), '{"half');
    expect(await state()).toBe(null);
  });

  test('puts a task of a draft on a stage, of which nothing is kept', async () => {
    const { document } = await get('mine');
    const order = { document, family: 'damaged_item', index: 0, policy: null, episode: null };
    const { stage } = await call(designer.rehearse, order, { context: host.context });
    const view = host.context.stages.get(stage).setting();
    expect(view).toMatchObject({ episodeId: null, taskId: 'mine/damaged_item/train/0' });
    expect(host.context.store.runs()).toEqual([]);
    const gone = { ...order, episode: { id: 'none', step: 3 } };
    await expect(call(designer.rehearse, gone, { context: host.context })).rejects.toThrow(/no episode none/);
  });

  test('goes back to where an episode stood, on the draft', async () => {
    const { context } = host;
    const wanted = {
      scenario: 'mine',
      split: 'train',
      family: 'damaged_item',
      index: 0,
      policy: null,
    } as const;
    const { stage } = await call(play.start, { ...wanted, seat: 'agent' }, { context });
    const mine = (): boolean => {
      const { next, working } = context.stages.get(stage).view();
      return next === 'agent' && !working;
    };
    await expect.poll(mine).toBe(true);
    const text = 'Please tell me your order number.';
    await call(play.say, { id: stage, text }, { context });
    await expect.poll(mine).toBe(true);
    const { lines } = context.stages.get(stage).view();
    await call(play.stop, { id: stage }, { context });
    const id = context.stages.get(stage).episodeId ?? '';
    const { document } = await get('mine');
    const step = lines.at(-1)?.seq ?? 0;
    const order = { document, family: '', index: 0, policy: null, episode: { id, step } };
    const again = await call(designer.rehearse, order, { context });
    const view = context.stages.get(again.stage).view();
    expect(view.lines.map((line) => ('text' in line ? line.text : ''))).toContain(text);
    expect(view).toMatchObject({ next: 'agent', endReason: null });
  });

  test('takes a pack over, in from a file, and out of the way', async () => {
    const { context } = host;
    await call(designer.duplicate, { from: 'mine', id: 'copy', title: 'A copy' }, { context });
    expect((await get('copy')).document).toMatchObject({ id: 'copy', title: 'A copy' });
    const text = JSON.stringify((await get('copy')).document);
    await expect(call(designer.import, { text }, { context })).rejects.toThrow(/already/);
    await expect(call(designer.import, { text: '{"id":' }, { context })).rejects.toThrow(/not JSON/);
    await call(designer.import, { text, id: 'third' }, { context });
    const { folder: trash } = await call(designer.remove, { id: 'copy' }, { context });
    expect(readFileSync(join(trash, 'draft.json'), 'utf8')).toContain('A copy');
    await expect(get('copy')).rejects.toThrow(/no pack copy/);
  });
});

test('what the systems do not have is found at its place, with what it may have been', async () => {
  const words = await vocabulary();
  const text = readFileSync(new URL('../../engine/packs/starter.json', import.meta.url), 'utf8');
  const { pack } = examinePack(JSON.parse(text));
  if (pack === null) throw new Error('the starter is not valid');
  const found = (change: Partial<Pack>): unknown => worldProblems({ ...pack, ...change }, words);
  expect(found({})).toEqual([]);
  expect(found({ systems: ['helpdesk', 'erp'] })).toMatchObject([{ path: ['systems', 1] }]);
  const [first, ...rest] = pack.opening;
  if (first === undefined) throw new Error('the starter writes nothing');
  expect(found({ opening: [{ ...first, table: 'order' }, ...rest] })).toMatchObject([
    { path: ['opening', 0, 'table'], message: expect.stringContaining('Did you mean') },
  ]);
  expect(
    found({ variables: { ...pack.variables, past: { kind: 'path', lifecycle: 'parcel', longest: 3 } } }),
  ).toMatchObject([{ path: ['variables', 'past', 'lifecycle'] }]);
});
