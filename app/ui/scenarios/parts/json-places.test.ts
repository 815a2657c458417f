import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spanOf } from './json-places.ts';

it('finds the place of every value, whatever is in the document', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value);
      const visit = (one: unknown, path: readonly (string | number)[]): void => {
        const { from, to } = spanOf(text, path);
        expect(text.slice(from, to)).toBe(JSON.stringify(one));
        if (Array.isArray(one)) one.forEach((inner: unknown, i) => visit(inner, [...path, i]));
        else if (typeof one === 'object' && one !== null)
          for (const [key, inner] of Object.entries(one)) visit(inner, [...path, key]);
      };
      visit(JSON.parse(text), []);
    }),
  );
});

it('stays with the nearest place above what is not there, and within a line', () => {
  const text = '{\n  "a": {\n    "b": 1\n  }\n}';
  expect(spanOf(text, ['a', 'x', 3])).toEqual({ from: text.indexOf('{', 3), to: text.indexOf('{', 3) + 1 });
});
