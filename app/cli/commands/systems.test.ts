import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadKernel } from '@understudy/kernel';
import { systems } from '@understudy/scenarios';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { inProcess } from '../cli.fixture.ts';
import { exitCodes } from '../exit-codes.ts';
import { systemPages } from '../output/system-pages.ts';

const docs = resolve(import.meta.dirname, '../../../docs/systems');

test('the model checker finds nothing wrong with any system, at rest and over random calls', async () => {
  const { code, out, err } = await inProcess('systems', 'check', '--calls', '200', '--json');
  const finding = z.object({ level: z.string(), where: z.string(), problem: z.string() });
  const checked = z
    .array(
      z.object({ id: z.string(), findings: z.array(finding), exploration: z.object({ calls: z.number() }) }),
    )
    .parse(JSON.parse(out));
  expect(checked.map(({ id }) => id)).toEqual([...systems.keys()]);
  expect(checked.flatMap(({ findings }) => findings.filter(({ level }) => level === 'problem'))).toEqual([]);
  expect({ code, err }).toEqual({ code: exitCodes.ok, err: '' });
}, 90_000);

test('one system can be checked, without calls too; one that is not there is named', async () => {
  const { out } = await inProcess('systems', 'check', 'helpdesk', '--calls', '0');
  expect(out).toMatch(/^ *│? *helpdesk/m);
  expect(out).not.toContain('never succeeded');
  const { code, err } = await inProcess('systems', 'check', 'nosuch');
  expect(code).toBe(exitCodes.input);
  expect(err).toContain('There is no system "nosuch"');
});

test('the committed pages are those of the definitions: else run understudy systems docs --out docs/systems', async () => {
  const pages = systemPages(await loadKernel(), [...systems.values()]);
  for (const [name, text] of pages) {
    const file = join(docs, name);
    expect(existsSync(file) ? readFileSync(file, 'utf8') : `${name} is missing`, name).toBe(text);
  }
  const committed = readdirSync(docs, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(committed).toHaveLength(pages.size);
});
