import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { admitTasks, openArena, ScenarioError, summarise } from '@understudy/scenarios';
import type { Pack } from '@understudy/scenarios';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { admissionDocument, writeAdmission } from './admission-report.ts';
import { admitAll } from './admit.ts';
import { loadPack } from './load.ts';

const builtIn = loadPack('helpdesk-refunds');
const small: Pack = {
  ...builtIn,
  id: 'small',
  families: builtIn.families.slice(0, 3),
  tasks: { train: 6, heldout: 3 },
};
const [family] = small.families;
if (family === undefined) throw new Error('the pack has no family');
const silent = { ...family, id: 'silent', gold: (family.gold ?? []).filter((step) => 'call' in step) };
const lax: Pack = { ...small, id: 'lax', families: [family, silent] };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'admission-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('an admission run', { timeout: 60_000 }, () => {
  test('finds in threads what the gate finds in one, family by family, in the order of the packs', async () => {
    const { families, workers, seconds } = await admitAll([small, lax], { workers: 2 });
    expect(workers).toBe(2);
    expect(seconds).toBeGreaterThan(0);
    expect(families.map(({ pack, split, family: id }) => `${pack}/${split}/${id}`)).toEqual(
      [small, lax].flatMap((pack) =>
        ['train', 'heldout'].flatMap((split) => pack.families.map(({ id }) => `${pack.id}/${split}/${id}`)),
      ),
    );
    for (const split of ['train', 'heldout'] as const) {
      const arena = await openArena(lax, split);
      const { rejected } = admitTasks(lax, split, arena);
      arena.world.close();
      const found = families.filter((one) => one.pack === 'lax' && one.split === split);
      expect(found.flatMap((one) => one.rejected)).toMatchObject(
        rejected.map(({ taskId, kind, reason }) => ({ taskId, kind, reason })),
      );
    }
    const { total, byReason, byPack, byFamily, byDifficulty, bySplit } = summarise(families);
    expect(total).toEqual({ candidates: 18, admitted: 14, rejected: 4 });
    expect(byReason).toMatchObject({ gold_short: 4, lazy: 0 });
    expect(byPack).toMatchObject({ small: { rejected: 0 }, lax: { rejected: 4 } });
    expect(byFamily['lax/silent']).toEqual({ candidates: 4, admitted: 0, rejected: 4 });
    expect(bySplit.train.candidates + bySplit.heldout.candidates).toBe(18);
    expect(byDifficulty.easy).toEqual(total);
  });

  test('tells how far it is, up to every candidate', async () => {
    const told: (readonly [number, number])[] = [];
    await admitAll([small], {
      workers: 1,
      onProgress: (tried, candidates) => told.push([tried, candidates]),
    });
    expect(told.at(-1)).toEqual([9, 9]);
    expect(told.map(([tried]) => tried)).toEqual(told.map(([tried]) => tried).toSorted((a, b) => a - b));
  });

  test('that is cancelled ends with the reason', async () => {
    const controller = new AbortController();
    const run = admitAll([builtIn], {
      workers: 2,
      signal: controller.signal,
      onProgress: () => {
        controller.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    await expect(admitAll([small], { signal: controller.signal })).rejects.toThrow('enough');
  });

  test('over a pack that cannot be opened says what is wrong with it', async () => {
    const run = admitAll([{ ...small, tools: [...small.tools, 'fly'] }]);
    await expect(run).rejects.toThrow(ScenarioError);
    await expect(run).rejects.toThrow(/small: tools: .*no tool "fly"/);
  });

  test('is written down for programs and for people', async () => {
    const run = await admitAll([lax], { workers: 1 });
    const [json = '', page = ''] = writeAdmission(run, join(folder, 'deep', 'er'));
    expect(JSON.parse(readFileSync(json, 'utf8'))).toEqual(JSON.parse(admissionDocument(run)));
    const text = readFileSync(page, 'utf8');
    expect(text).toMatch(
      /^# Admission\n\n9 candidates, 5 admitted, 4 rejected, in \d+\.\d s with 1 worker\.\n/,
    );
    expect(text).toMatch(/\| `gold_short` \| the gold solution earns less than 1 \| 4 \|/);
    expect(text).toMatch(/- `lax\/silent\/train\/0`: gold_short: gold earns 0: told: not told: /);
  });

  test('that cannot be written down names the folder', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => writeAdmission({ families: [], seconds: 0, workers: 0 }, join(file, 'x'))).toThrow(
      /cannot be written to .*Name a folder/,
    );
  });
});
