import { readdirSync, readFileSync } from 'node:fs';
import { loadKernel } from '@understudy/kernel';
import { expect, test } from 'vitest';
import { TEMPLATE } from './test-desk.ts';

const SQL = /(`|')((?:SELECT|INSERT|UPDATE|DELETE)\s[\s\S]*?)\1/g;
const folder = new URL('./', import.meta.url);

function statements(): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('test-'))
    .flatMap((file) =>
      [...readFileSync(new URL(file, folder), 'utf8').matchAll(SQL)].map((match) => match[2] ?? ''),
    );
}

test('every SQL statement of the desk is allowed and prepares', async () => {
  const kernel = await loadKernel();
  const world = kernel.openWorld(TEMPLATE);
  const found = statements();
  expect(found.length).toBeGreaterThan(100);
  for (const sql of found) {
    const cells = [...sql.matchAll(/\?/g)].map(() => 1);
    world.attempt(
      () => {
        const prepare = () =>
          sql.startsWith('SELECT') ? world.all(sql, ...cells) : world.run(sql, ...cells);
        // A row may clash with another or have no parent: that proves as well that the statement was prepared.
        try {
          prepare();
        } catch (error) {
          expect(String(error), sql).toMatch(/constraint failed/);
        }
      },
      () => false,
    );
  }
  world.close();
});
