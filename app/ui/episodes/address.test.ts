import { expect, it } from 'vitest';
import { comparePath, designerPath, episodePath, idIn, stepIn } from './address.ts';

const id = 'run 1/desk/refund/train/0#3~1';

it('an episode is found again from its address', () => {
  expect(idIn(episodePath(id))).toBe(id);
  expect(stepIn(episodePath(id, 12).split('?')[1] ?? '')).toBe(12);
  expect(new URLSearchParams(comparePath(id, 'b&c').split('?')[1]).get('a')).toBe(id);
  expect(new URLSearchParams(designerPath('x', id, 4).split('?')[1]).get('episode')).toBe(id);
});

it('what is no address of an episode names none, and asks for no step', () => {
  expect(idIn('/episodes')).toBe('');
  expect(idIn('/episodes/%E0%A4%A')).toBe('%E0%A4%A');
  for (const search of ['', 'step=', 'step=-1', 'step=1e3', 'step=x']) expect(stepIn(search)).toBeNull();
});
