import { readdirSync, readFileSync } from 'node:fs';
import { loadKernel } from '@understudy/kernel';
import { expect, test } from 'vitest';
import { TEMPLATE } from './test-template.ts';

const SQL = /(`|')((?:SELECT|INSERT|UPDATE|DELETE|WITH RECURSIVE)\s[\s\S]*?)\1/g;
const folder = new URL('./', import.meta.url);

/** Statements that are written out; those put together from metadata are run by the tests of what puts them together. */
function statements(): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file))
    .flatMap((file) =>
      [...readFileSync(new URL(file, folder), 'utf8').matchAll(SQL)].map((match) => match[2] ?? ''),
    )
    .filter((sql) => !sql.includes('${') && / (FROM|INTO|SET) /.test(sql.replace(/\s+/g, ' ')));
}

test('every SQL statement that is written out is allowed and prepares', async () => {
  const kernel = await loadKernel();
  const world = kernel.openWorld(TEMPLATE);
  const found = statements();
  expect(found.length).toBeGreaterThan(60);
  for (const sql of found) {
    const cells = [...sql.matchAll(/\?/g)].map(() => 1);
    world.attempt(
      () => {
        // A row may clash with another or have no parent: that proves as well that the statement was prepared.
        try {
          if (/^(SELECT|WITH)/.test(sql)) world.all(sql, ...cells);
          else world.run(sql, ...cells);
        } catch (error) {
          expect(String(error), sql).toMatch(/constraint failed/);
        }
      },
      () => false,
    );
  }
  world.close();
});
