/** `understudy scenarios admit` and `flips`, over a small pack of one's own. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInPacks, packSchema } from '@understudy/scenarios';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { inProcess } from './cli.fixture.ts';

const [pack] = builtInPacks;
const families = pack?.families.filter(({ id }) => id === 'late_small' || id === 'window_expired') ?? [];
let folder: string;
let sound: string;
let broken: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scenarios-'));
  const written = (name: string, content: unknown): string => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(content));
    return file;
  };
  const own = { ...pack, id: 'own', families, tasks: { train: 4, heldout: 2 } };
  sound = written('own.json', own);
  const silent = families.map((family) => ({
    ...family,
    gold: family.gold?.filter((step) => 'call' in step),
  }));
  broken = written('broken.json', { ...own, id: 'broken', families: silent });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('scenarios admit', { timeout: 60_000 }, () => {
  test('says how many candidates there are and writes its report', async () => {
    const report = join(folder, 'report');
    const { code, out, err } = await inProcess(
      'scenarios',
      'admit',
      sound,
      '--workers',
      '1',
      '--report',
      report,
    );
    expect(code).toBe(0);
    expect(out).toMatch(/own\W+6\W+6\W+0/);
    expect(err).toContain(`Written: ${join(report, 'admission.md')}`);
    expect(existsSync(join(report, 'admission.json'))).toBe(true);
    expect(readFileSync(join(report, 'admission.md'), 'utf8')).toContain('6 candidates, 6 admitted');
  });

  test('ends with the code for bad input when a candidate is rejected, and says why', async () => {
    const { code, out, err } = await inProcess('scenarios', 'admit', sound, broken, '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      total: { candidates: 12, admitted: 6, rejected: 6 },
      byReason: { gold_short: 6 },
    });
    expect(err).toContain('6 candidates do not pass the admission gate');
    const shown = await inProcess('scenarios', 'admit', broken, '--workers', '1');
    expect(shown.out).toContain('gold_short: 6');
    expect(shown.out).toContain('broken/late_small/train/0: gold earns 0: told: not told: 5.00');
  });
});

describe('scenarios flips', () => {
  test('lists the tasks for which something else is right', async () => {
    const { code, out } = await inProcess('scenarios', 'flips', sound, '--set', 'credit_small=7.50');
    expect(code).toBe(0);
    expect(out).toContain('train: 2 of 4 tasks flip');
    expect(out).toContain('own/late_small/train/0: tell 5.00 → 7.50; other changes in the world');
    expect(out).toContain('heldout: 1 of 2 tasks flip');
  });

  test('reads a number as a number, and prints JSON', async () => {
    const { out } = await inProcess('scenarios', 'flips', sound, '--set', 'return_days=14', '--json');
    expect(JSON.parse(out)).toMatchObject({
      ...{ pack: 'own', changes: { return_days: 14 } },
      splits: [
        { split: 'train', tasks: 4, flips: [{ family: 'window_expired', changed: ['communicate'] }, {}] },
        {},
      ],
    });
  });

  test.each([
    [['--set', 'return_days'], /"return_days" changes nothing.*\n.*as in return_days=14/],
    [['--set', 'return_days=soon'], /is a number, and "soon" is none.*\n.*It is 30 now/],
    [['--set', 'patience=3'], /own: no parameter "patience"; there are: return_days/],
    [[], /required option '--set/],
  ])('refuses %s', async (options, message) => {
    const { code, err } = await inProcess('scenarios', 'flips', sound, ...options);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

test('scenarios schema prints what a pack may hold, field by field', async () => {
  const { code, out } = await inProcess('scenarios', 'schema');
  expect(code).toBe(0);
  const schema = z
    .object({ properties: z.record(z.string(), z.unknown()), required: z.array(z.string()) })
    .parse(JSON.parse(out));
  expect(Object.keys(schema.properties)).toEqual(Object.keys(packSchema.shape));
  expect(schema.required).toContain('policy');
  expect(schema.required).not.toContain('voice');
});
