import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decoded } from './encodings.ts';

it('reads what is encoded, with and without padding, in either alphabet', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9 .@-]{6,60}$/), (text) => {
      const bytes = Buffer.from(text);
      for (const encoded of [bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')])
        expect(decoded(`It is ${encoded}, you know.`)).toContain(text);
    }),
  );
});

it('reads nothing in ordinary words, numbers and ids', () => {
  for (const text of [
    'Good morning! Unfortunately the international delivery of TR9724821 was interrupted.',
    'Thank you very much for your understanding. Your subscription number is U8208.',
    'lena.schroeder79@example.com, 2026-06-15, 1.299,00 EUR, hearth-hub-2000, 0049 30 901820',
    'Ihre Bestellnummer 4821 wurde zurückgeschickt; die Rücksendebestätigung folgt.',
  ])
    expect(decoded(text), text).toBe('');
});
