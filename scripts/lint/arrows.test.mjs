// The import rule fires on planted violations and lets what the design allows pass.
import { Linter } from 'eslint';
import { expect, test } from 'vitest';
import { arrows, arrowsRule, wrongImport } from './arrows.mjs';

const forbidden = [
  ['sims/kernel/world.ts', '@understudy/helpdesk', 'may import no package of ours'],
  ['sims/kernel/world.ts', 'node:fs', 'pure'],
  ['sims/kernel/world.ts', 'fs/promises', 'pure'],
  ['sims/kernel/world.ts', '../helpdesk/index.ts', 'leaves sims/kernel'],
  ['sims/helpdesk/tools/orders.ts', '../../kernel/world.ts', 'leaves sims/helpdesk'],
  ['sims/helpdesk/tools/orders.ts', '@understudy/scenarios', 'not @understudy/scenarios'],
  ['sims/helpdesk/policy.ts', 'node:timers/promises', 'pure'],
  ['scenarios/rewards/goal.ts', '@understudy/engine', 'not @understudy/engine'],
  ['scenarios/rewards/goal.ts', 'node-llama-cpp', 'pure'],
  ['scenarios/rewards/goal.test.ts', '@understudy/engine', 'not @understudy/engine'],
  ['app/engine/episode/play.ts', 'understudy', 'not understudy'],
  ['app/engine/episode/play.ts', '@understudy/kernel/world.ts', 'reaches into a package'],
  ['app/cli/main.ts', '../engine/index.ts', 'leaves app/cli'],
  ['app/cli/main.ts', 'understudy', 'imports itself'],
];

const allowed = [
  ['sims/kernel/world.ts', './json.ts'],
  ['sims/kernel/world.ts', 'sql.js'],
  ['sims/kernel/world.test.ts', 'node:child_process'],
  ['sims/helpdesk/tools/orders.ts', '../policy.ts'],
  ['sims/helpdesk/tools/orders.ts', '@understudy/kernel'],
  ['scenarios/index.ts', '@understudy/helpdesk'],
  ['app/engine/record/store.ts', 'node:sqlite'],
  ['app/engine/record/store.ts', '@understudy/scenarios'],
  ['app/cli/main.ts', '@understudy/engine'],
];

test.each(forbidden)('%s may not import %s', (file, specifier, reason) => {
  expect(wrongImport(file, specifier)).toContain(reason);
});

test.each(allowed)('%s may import %s', (file, specifier) => {
  expect(wrongImport(file, specifier)).toBeUndefined();
});

test('of Node, a pure folder may take a hash, and nothing that differs from call to call', () => {
  expect(wrongImport('sims/kernel/world.ts', 'node:crypto', ['createHash'])).toBeUndefined();
  expect(wrongImport('sims/kernel/world.ts', 'node:crypto', ['createHash', 'randomUUID'])).toContain('pure');
  expect(wrongImport('sims/kernel/world.ts', 'node:crypto', undefined)).toContain('pure');
});

test('no arrow runs upwards: the table has no circle', () => {
  const order = Object.values(arrows).flatMap(({ name }) => (name === undefined ? [] : [name]));
  for (const { name, may } of Object.values(arrows)) {
    if (name !== undefined)
      expect(may.every((other) => order.indexOf(other) < order.indexOf(name))).toBe(true);
  }
});

test('the ESLint rule reports imports, re-exports and dynamic imports, each at its place', () => {
  const code = [
    "import { a } from 'node:fs';",
    "export { b } from '@understudy/engine';",
    "export * from '../app/engine/x.js';",
    "const c = import('node:net');",
    "import { d } from '@understudy/kernel';",
  ].join('\n');
  const config = {
    files: ['**/*.js'],
    plugins: { house: { rules: { arrows: arrowsRule } } },
    rules: { 'house/arrows': 'error' },
  };
  const found = new Linter({ cwd: '/house' }).verify(code, config, {
    filename: '/house/scenarios/planted.js',
  });
  expect(found.map(({ line, ruleId }) => [line, ruleId])).toEqual(
    [1, 2, 3, 4].map((line) => [line, 'house/arrows']),
  );
});
