import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '@understudy/kernel';
import { builtInPacks, ScenarioError } from '@understudy/scenarios';
import { beforeEach, afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { WorkspaceError } from '../store/errors.ts';
import {
  addPack,
  allPacks,
  damagedPacks,
  draftProblems,
  ownPacks,
  packById,
  packTitles,
  packVersions,
  readDraft,
  readPackVersion,
  saveDraft,
  savePackVersion,
  trashPack,
} from './library.ts';

let folder: string;
let place: { readonly folder: string };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'library-'));
  place = { folder };
});
afterEach(() => rmSync(folder, { recursive: true }));

const [refunds] = builtInPacks;
const text = JSON.stringify(refunds);
const parsed = z.record(z.string(), z.json());
const fresh = (): { [key: string]: Json } => parsed.parse(JSON.parse(text));
const bare = { unparsed: null, history: null };

function refusal(action: () => unknown): WorkspaceError {
  try {
    action();
  } catch (error) {
    if (error instanceof WorkspaceError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('a pack of the workspace', () => {
  test('is taken in under its id with a first version, listed, and found by everybody', () => {
    const draft = addPack(place, { id: 'my-desk', document: fresh(), note: 'Copied' }, () => 7);
    expect(draft).toMatchObject({ revision: 1, savedAt: 7, document: { id: 'my-desk' } });
    expect(ownPacks(place)).toMatchObject([
      { id: 'my-desk', title: refunds?.title, newest: { number: 1, note: 'Copied' }, problems: 0 },
    ]);
    expect(packById(place, 'my-desk')).toMatchObject({ id: 'my-desk' });
    expect(allPacks(place).map(({ id }) => id)).toContain('my-desk');
    expect(packById(place, 'helpdesk-refunds')).toBe(refunds);
    expect(() => packById(place, 'nobody')).toThrow(ScenarioError);
  });

  test('is refused under a name that is taken or is none', () => {
    addPack(place, { id: 'mine', document: fresh(), note: '' });
    for (const id of ['mine', 'helpdesk-refunds', '../up', 'A', ''])
      expect(refusal(() => addPack(place, { id, document: fresh(), note: '' })).code).toBe('conflict');
    expect(refusal(() => readDraft(place, '../mine')).code).toBe('not_found');
  });

  test('is kept while it is wrong, with the places, but is no version', () => {
    addPack(place, { id: 'mine', document: { title: 'Only a title' }, note: '' });
    expect(ownPacks(place)).toMatchObject([{ title: 'Only a title', newest: null, families: 0 }]);
    expect(refusal(() => packById(place, 'mine')).message).toMatch(/No version of mine/);
    expect(refusal(() => savePackVersion(place, 'mine', { revision: 1, note: '' })).message).toMatch(
      /problems, so it cannot become a version/,
    );
    const { problems, pack } = draftProblems('mine', readDraft(place, 'mine'));
    expect(pack).toBeNull();
    expect(problems.map(({ path }) => path.join('.'))).toContain('policy');
  });

  test('says when it holds text that is no JSON, and when its id is another', () => {
    const other = draftProblems('mine', { document: { ...fresh(), id: 'other' }, unparsed: '{' });
    expect(other.problems).toMatchObject([{ path: [] }, { path: ['id'] }]);
  });

  test('is saved over what was read only, so two windows lose nothing', () => {
    const first = addPack(place, { id: 'mine', document: fresh(), note: '' });
    const mine = { ...fresh(), id: 'mine', title: 'Mine' };
    const saved = saveDraft(place, 'mine', { revision: 1, document: mine, unparsed: null, history: [1] });
    expect(saved.revision).toBe(2);
    const late = refusal(() => saveDraft(place, 'mine', first));
    expect(late.code).toBe('conflict');
    expect(readDraft(place, 'mine')).toMatchObject({ document: { title: 'Mine' }, history: [1] });
  });

  test('has versions that never change, each a whole pack', () => {
    addPack(place, { id: 'mine', document: fresh(), note: 'first' });
    saveDraft(place, 'mine', { revision: 1, document: { ...fresh(), id: 'mine', title: 'Two' }, ...bare });
    expect(packById(place, 'mine').title).toBe(refunds?.title);
    expect(savePackVersion(place, 'mine', { revision: 2, note: 'second' })).toMatchObject({ number: 2 });
    expect(packVersions(place, 'mine').map(({ note }) => note)).toEqual(['first', 'second']);
    expect(packById(place, 'mine').title).toBe('Two');
    expect(readPackVersion(place, 'mine', 1).document).toMatchObject({ title: refunds?.title });
    expect(refusal(() => readPackVersion(place, 'mine', 3)).code).toBe('not_found');
    expect(refusal(() => savePackVersion(place, 'mine', { revision: 1, note: '' })).code).toBe('conflict');
  });

  test('goes to the trash whole', () => {
    addPack(place, { id: 'mine', document: fresh(), note: '' });
    const where = trashPack(place, 'mine', () => 5);
    expect(readdirSync(where).sort()).toEqual(['draft.json', 'versions']);
    expect(ownPacks(place)).toEqual([]);
    addPack(place, { id: 'mine', document: fresh(), note: '' });
  });

  test('that is damaged on disk is named and hides no other', () => {
    addPack(place, { id: 'mine', document: fresh(), note: '' });
    addPack(place, { id: 'other', document: fresh(), note: '' });
    const file = join(folder, 'scenarios', 'mine', 'draft.json');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 100));
    expect(refusal(() => readDraft(place, 'mine'))).toMatchObject({ code: 'corrupt' });
    expect(ownPacks(place).map(({ id }) => id)).toEqual(['other']);
    expect(damagedPacks(place)).toMatchObject([
      { id: 'mine', path: join(folder, 'scenarios', 'mine'), reason: expect.stringMatching(/is damaged/) },
    ]);
  });

  test('whose newest version cannot be played any more keeps nobody else from playing', () => {
    addPack(place, { id: 'mine', document: fresh(), note: '' });
    const file = join(folder, 'scenarios', 'mine', 'versions', '0001.json');
    const version = parsed.parse(JSON.parse(readFileSync(file, 'utf8')));
    writeFileSync(file, JSON.stringify({ ...version, document: { id: 'mine', title: 'Of another time' } }));
    expect(allPacks(place)).toEqual(builtInPacks);
    expect(ownPacks(place).map(({ id }) => id)).toEqual(['mine']);
    expect(damagedPacks(place)).toMatchObject([
      { id: 'mine', remedy: expect.stringMatching(/another version/) },
    ]);
    expect(packTitles(place).get('mine')).toBe('Of another time');
  });

  test('is called as its newest version is, or as its draft where there is none', () => {
    addPack(place, { id: 'mine', document: { ...fresh(), title: 'One' }, note: '' });
    addPack(place, { id: 'half', document: { title: 'Only a title' }, note: '' });
    saveDraft(place, 'mine', { revision: 1, document: { ...fresh(), id: 'mine', title: 'Two' }, ...bare });
    const called = (): unknown => [packTitles(place).get('mine'), packTitles(place).get('half')];
    expect(called()).toEqual(['One', 'Only a title']);
    savePackVersion(place, 'mine', { revision: 2, note: '' });
    expect(called()).toEqual(['Two', 'Only a title']);
    expect(packTitles(place).get('helpdesk-refunds')).toBe(refunds?.title);
  });

  test('leaves nothing half-written behind', () => {
    addPack(place, { id: 'mine', document: fresh(), note: '' });
    expect(readdirSync(join(folder, 'scenarios', 'mine'))).toEqual(['draft.json', 'versions']);
    expect(existsSync(join(folder, 'scenarios', 'mine', 'versions', '0001.json'))).toBe(true);
  });
});
