import { expect, test } from 'vitest';
import type { Action } from './actions.tsx';
import { menuActions, menuId, pathOfLink } from './desktop.ts';

const action = (id: string, more: Partial<Action> = {}): Action => ({
  ...{ id, label: 'Label', group: 'Group', perform: () => undefined },
  ...more,
});

test('actions become entries of the menu, with their keys as the shell writes them', () => {
  const entries = menuActions([
    action('go-/runs', { keys: 'g r' }),
    action('undo', { keys: '$mod+Shift+KeyZ' }),
    action('long', { label: 'x'.repeat(90), keys: '$mod+Enter' }),
    action('none'),
  ]);
  expect(entries).toEqual([
    { id: 'go-_runs', label: 'Label', group: 'Group', keys: 'g r' },
    { id: 'undo', label: 'Label', group: 'Group', keys: 'mod+shift+z' },
    { id: 'long', label: 'x'.repeat(60), group: 'Group', keys: 'mod+enter' },
    { id: 'none', label: 'Label', group: 'Group' },
  ]);
  expect(menuId('go-/runs')).toBe(entries[0]?.id);
});

test('an address leads to the episode and its step', () => {
  expect(pathOfLink({ kind: 'episode', id: 'run/pack/a/train/0#0', step: null })).toBe(
    '/episodes/run%2Fpack%2Fa%2Ftrain%2F0%230',
  );
  expect(pathOfLink({ kind: 'episode', id: 'a/b#0', step: 7 })).toBe('/episodes/a%2Fb%230?step=7');
});
