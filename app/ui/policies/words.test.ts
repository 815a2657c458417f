import { expect, test } from 'vitest';
import { nameFor, size } from './words.ts';

test('a name is made of the last part of a path or an address', () => {
  expect(nameFor('/home/me/Models/Qwen2.5 0.5B.GGUF')).toBe('qwen2.5-0.5b');
  expect(nameFor('https://host/v1#my model')).toBe('my-model');
  expect(nameFor(String.raw`C:\models\_a.gguf`)).toBe('a');
});

test('parameters are counted in millions and billions', () => {
  expect(size(2_070_000)).toBe('2.1 M');
  expect(size(7_600_000_000)).toBe('7.6 B');
});
