/** electron-builder.yml is what its own schema allows, names what is there, and keeps the promises of the design. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '..', '..');
const app = path.join(root, 'app', 'desktop');
const text = (...parts: readonly string[]): string => readFileSync(path.join(root, ...parts), 'utf8');
const document: unknown = load(text('electron-builder.yml'));

const resource = z.object({ from: z.string(), to: z.string(), filter: z.array(z.string()).optional() });
const config = z
  .looseObject({
    directories: z.object({ app: z.string(), buildResources: z.string() }),
    files: z.array(z.union([z.string(), resource])),
    asarUnpack: z.array(z.string()),
    extraResources: z.array(resource),
    electronFuses: z.record(z.string(), z.boolean()),
    protocols: z.array(z.object({ schemes: z.array(z.string()) })),
    publish: z.null(),
    linux: z.looseObject({ target: z.array(z.string()) }),
    mac: z.looseObject({
      target: z.array(z.string()),
      entitlements: z.string(),
      entitlementsInherit: z.string(),
    }),
    win: z.looseObject({ target: z.array(z.string()) }),
  })
  .parse(document);
const manifest = z
  .looseObject({ main: z.string(), dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(text('app', 'desktop', 'package.json')));

test("it is a configuration by electron-builder's own schema", () => {
  const file = createRequire(import.meta.url).resolve('app-builder-lib/scheme.json');
  const schema = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
  const whole = z.record(z.string(), z.unknown()).parse(document);
  expect(validate(whole), JSON.stringify(validate.errors)).toBe(true);
  // As bundle/publish.mjs adds them for whoever publishes.
  const published = {
    ...whole,
    extraMetadata: { homepage: 'https://example.org/understudy' },
    publish: { provider: 'generic', url: 'https://example.org/updates' },
  };
  expect(validate(published), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...whole, electronFuses: { runAsNode: 'no' } })).toBe(false);
  expect(validate({ ...whole, unheardOf: true })).toBe(false);
});

test('what it takes from the repository is there', () => {
  const made = ['app/desktop/dist/node'];
  for (const { from, filter = [] } of config.extraResources) {
    if (made.includes(from)) continue;
    expect(existsSync(path.join(root, from)), from).toBe(true);
    for (const name of filter.filter((one) => !one.includes('*')))
      expect(existsSync(path.join(root, from, name)), `${from}/${name}`).toBe(true);
  }
  for (const { from } of config.files.flatMap((one) => (typeof one === 'string' ? [] : [one])))
    expect(existsSync(path.dirname(path.join(root, config.directories.app, from))), from).toBe(true);
  for (const file of [
    config.mac.entitlements,
    config.mac.entitlementsInherit,
    'app/desktop/resources/icon.png',
  ])
    expect(existsSync(path.join(root, file)), file).toBe(true);
  expect(path.join(root, config.directories.app)).toBe(app);
});

test('the switches that would let someone run other code under our name are off', () => {
  expect(config.electronFuses).toMatchObject({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  });
});

test('every system has its package, and addresses of ours lead to the app', () => {
  expect(config.linux.target).toEqual(['AppImage', 'deb']);
  expect(config.mac.target).toEqual(['dmg', 'zip']);
  expect(config.win.target).toEqual(['nsis']);
  expect(config.protocols.flatMap(({ schemes }) => schemes)).toEqual(['understudy']);
});

test('what the bundles leave outside is a dependency of the app, in the version that the engine and the kernel want', () => {
  const versions = z.looseObject({ dependencies: z.record(z.string(), z.string()) });
  const engine = versions.parse(JSON.parse(text('app', 'engine', 'package.json')));
  const kernel = versions.parse(JSON.parse(text('sims', 'kernel', 'package.json')));
  expect(manifest.dependencies).toEqual({
    'node-llama-cpp': engine.dependencies['node-llama-cpp'],
    'sql.js': kernel.dependencies['sql.js'],
  });
});
