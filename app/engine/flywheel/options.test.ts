import { expect, test } from 'vitest';
import { loadPack } from '../packs/load.ts';
import { defaultTraining, flywheelKey, fullSizes, quickSizes, type FlywheelOptions } from './options.ts';

const options: FlywheelOptions = {
  pack: loadPack('helpdesk-refunds'),
  model: { gguf: 'a.gguf', weights: 'weights' },
  rounds: 1,
  seed: 7,
  temperature: 1,
  sizes: fullSizes,
  training: defaultTraining,
  processes: 2,
};
const key = flywheelKey(options, 'hash');

test('the key is twelve hex digits, and the same question has the same key', () => {
  expect(key).toMatch(/^[0-9a-f]{12}$/);
  expect(flywheelKey({ ...options }, 'hash')).toBe(key);
});

test.each<[string, Partial<FlywheelOptions>]>([
  ['more rounds', { rounds: 3 }],
  ['other processes', { processes: 8 }],
  ['the usual order of tasks', { curriculum: false }],
  ['another place of the same model', { model: { gguf: 'b.gguf', weights: null } }],
])('%s go on with what is there', (_, change) => {
  expect(flywheelKey({ ...options, ...change }, 'hash')).toBe(key);
});

test.each<[string, Partial<FlywheelOptions>]>([
  ['seed', { seed: 8 }],
  ['temperature', { temperature: 0.7 }],
  ['sizes', { sizes: quickSizes }],
  ['order of tasks', { curriculum: true }],
  ['training', { training: { ...defaultTraining, epochs: 1 } }],
  ['pack', { pack: { ...options.pack, policy: 'Be kind.' } }],
])('another %s is another question', (_, change) => {
  expect(flywheelKey({ ...options, ...change }, 'hash')).not.toBe(key);
});

test('another model is another question', () => {
  expect(flywheelKey(options, 'other')).not.toBe(key);
});
