import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { app } from '../electron.fixture.ts';
import { places } from './places.ts';

vi.mock('electron', () => import('../electron.fixture.ts'));

const { resourcesPath } = process;
afterEach(() => {
  app.isPackaged = false;
  vi.unstubAllEnvs();
  Object.defineProperty(process, 'resourcesPath', { value: resourcesPath, configurable: true });
});

test('in the repository the host finds model and trainer at its root, and plays with the Node of the set-up', () => {
  vi.stubEnv('UNDERSTUDY_NODE', '/usr/bin/node-24');
  const here = places(path.join('/repository', 'app', 'desktop', 'dist'));
  expect(here.screens).toBe(path.join('/repository', 'app', 'ui', 'dist'));
  expect(here.env).toMatchObject({
    UNDERSTUDY_INSTALLATION: '/repository',
    UNDERSTUDY_NODE: '/usr/bin/node-24',
  });
});

test('in the package they are resources, and the Node is the one that came along, whatever the environment says', () => {
  app.isPackaged = true;
  vi.stubEnv('UNDERSTUDY_NODE', '/tmp/other');
  vi.stubEnv('UNDERSTUDY_INSTALLATION', '/tmp/other');
  Object.defineProperty(process, 'resourcesPath', { value: '/opt/understudy/resources', configurable: true });
  const here = places('/opt/understudy/resources/app.asar/dist');
  expect(here.screens).toBe(path.join('/opt/understudy/resources/app.asar', 'screens'));
  expect(here.env['UNDERSTUDY_INSTALLATION']).toBe('/opt/understudy/resources');
  expect(here.env['UNDERSTUDY_NODE']).toMatch(/^\/opt\/understudy\/resources\/node\/node(\.exe)?$/);
});
