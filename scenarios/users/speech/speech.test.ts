import { locales } from '@understudy/kernel';
import { describe, expect, it } from 'vitest';
import { speechActs, type SpeechAct } from '../../schema/user.ts';
import { wordings } from '../../schema/words.ts';
import { wordingsOf } from './index.ts';

const places: Readonly<Partial<Record<SpeechAct, string>>> = {
  disclose: '{facts}',
  unknown: '{asked}',
  repeat: '{facts}',
  admit: '{facts}',
  forgot: '{asked}',
  recall: '{facts}',
  restate: '{goal}',
};
const allowed = new Set(['{facts}', '{asked}', '{goal}', '{reading}']);

describe.each(locales)('the wordings in %s', (locale) => {
  const speech = wordingsOf(locale);

  it.each(speechActs)('%s: enough of them, and each has its places', (act) => {
    const { train, heldout } = wordings.parse(speech[act]);
    expect(train.length).toBeGreaterThanOrEqual(5);
    expect(heldout.length).toBeGreaterThanOrEqual(3);
    const place = places[act];
    for (const line of [...train, ...heldout]) {
      for (const found of line.match(/\{[^}]*\}/g) ?? []) expect(allowed).toContain(found);
      if (place !== undefined) expect(line).toContain(place);
      expect(line).not.toMatch(/\d|^\s|\s$/);
    }
  });

  it('keeps the splits apart, over all acts together', () => {
    const plain = (line: string): string =>
      line
        .toLowerCase()
        .replace(/[^\p{L}{}]+/gu, ' ')
        .trim();
    const of = (split: 'train' | 'heldout'): readonly string[] =>
      speechActs.flatMap((act) => speech[act][split].map(plain));
    const train = new Set(of('train'));
    expect(of('heldout').filter((line) => train.has(line))).toEqual([]);
    expect(train.size).toBe(of('train').length);
  });

  it('has words for what was done with a reading and without, and for asking on without the goal', () => {
    for (const split of ['train', 'heldout'] as const) {
      const read = speech.did[split].filter((line) => line.includes('{reading}'));
      expect(read.length).toBeGreaterThanOrEqual(2);
      expect(speech.did[split].length - read.length).toBeGreaterThanOrEqual(2);
      expect(speech.nudge[split].some((line) => !line.includes('{goal}'))).toBe(true);
      expect(speech.failed[split].every((line) => !line.includes('{reading}'))).toBe(true);
    }
  });
});
