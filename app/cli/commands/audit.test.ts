import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInPacks } from '@understudy/scenarios';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inProcess } from '../cli.fixture.ts';
import { exitCodes } from '../exit-codes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-audit-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const row = z.object({ strategy: z.string(), value: z.number(), holes: z.array(z.unknown()) });

describe('understudy audit', () => {
  it('shows what every kind of lazy strategy earns, and that the gold solution earns 1', async () => {
    const { code, out } = await inProcess('audit', 'helpdesk-refunds', '--tasks', '4');
    expect(code).toBe(exitCodes.ok);
    expect(out).toMatch(/gold solution .* 1\.000 .* ok/);
    for (const kind of ['no-op', 'always refuse', 'always act', 'talk to the judge'])
      expect(out).toMatch(new RegExp(`${kind} .* 0\\.000 .* ok`));
    expect(out).toMatch(/Sound: nobody earns anything without deciding\.\n$/);
  });

  it('gives it all as JSON', async () => {
    const { out } = await inProcess('audit', 'helpdesk-refunds', '--tasks', '2', '--json');
    const audit = z.object({ sound: z.boolean(), gold: row, lazy: z.array(row) }).parse(JSON.parse(out));
    expect(audit).toMatchObject({ sound: true, gold: { value: 1 } });
    expect(audit.lazy.length).toBeGreaterThan(50);
  });

  it('ends as an error for a reward with holes, naming strategy, family and tasks', async () => {
    const [pack] = builtInPacks;
    if (pack === undefined) throw new Error('there is no pack');
    const careless = {
      ...pack,
      id: 'careless',
      families: pack.families.filter(({ id }) => id === 'identity_failed'),
      tasks: { train: 2, heldout: 2 },
      reward: pack.reward.filter(({ kind }) => kind === 'goal_state'),
    };
    const file = join(folder, 'careless.json');
    writeFileSync(file, JSON.stringify(careless));
    const { code, out, err } = await inProcess('audit', file, '--tasks', '4');
    expect(code).toBe(exitCodes.input);
    expect(out).toMatch(/always refuse .* 1\.000 .* identity_failed 1\.000 .* HOLE: 4 tasks/);
    expect(out).toContain(
      'always close_ticket refused identity_not_proven earns on 4 tasks:\n  careless/identity_failed/',
    );
    expect(err).toMatch(/The reward of careless has holes/);
  });
});
