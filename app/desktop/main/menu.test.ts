import { expect, test, vi } from 'vitest';
import { accelerator, actionsSchema, menuTemplate, type MenuParts } from './menu.ts';

vi.mock('electron', () => import('../electron.fixture.ts'));

const parts = (over: Partial<MenuParts> = {}): MenuParts => ({
  actions: [],
  onAction: vi.fn(),
  newWindow: vi.fn(),
  openWorkspace: vi.fn(),
  ...over,
});
const labels = (over: Partial<MenuParts>, mac = false): readonly (string | undefined)[] =>
  menuTemplate(parts(over), mac).map(({ label, role }) => label ?? role);

test("every program's menus are there, the Mac's own first", () => {
  expect(labels({})).toEqual(['&File', 'editMenu', '&View', 'windowMenu']);
  expect(labels({}, true)[0]).toBe('appMenu');
});

test("the screens' actions stand in menus of their groups and are handed back by id", () => {
  const onAction = vi.fn();
  const actions = [
    { id: 'runs.start', label: 'Start a Run', group: 'Runs', keys: 'mod+shift+r' },
    { id: 'runs.pause', label: 'Pause & Save', group: 'Runs', keys: 'p' },
  ];
  const template = menuTemplate(parts({ actions, onAction }), false);
  const [runs] = template.filter(({ label }) => label === 'Runs');
  const entries = Array.isArray(runs?.submenu) ? runs.submenu : [];
  expect(
    entries.map(({ label, accelerator: keys, registerAccelerator }) => [label, keys, registerAccelerator]),
  ).toEqual([
    ['Start a Run', 'CmdOrCtrl+Shift+R', false],
    ['Pause && Save', undefined, undefined],
  ]);
  const click: unknown = Reflect.get(entries[0] ?? {}, 'click');
  if (typeof click === 'function') Reflect.apply(click, undefined, []);
  expect(onAction).toHaveBeenCalledWith('runs.start');
});

test('keys without a modifier are not shown, so that they cannot take letters from a text field', () => {
  expect(accelerator('mod+k')).toBe('CmdOrCtrl+K');
  expect(accelerator('mod+alt+shift+enter')).toBe('CmdOrCtrl+Alt+Shift+Enter');
  for (const keys of ['j', 'shift+j', 'ctrl+alt+delete', 'mod+', 'mod+F', '', undefined])
    expect(accelerator(keys)).toBeNull();
});

test('actions that are no actions are refused', () => {
  const fine = { id: 'a', label: 'A', group: 'G' };
  expect(actionsSchema.safeParse([fine]).success).toBe(true);
  for (const wrong of [
    { ...fine, id: '<a>' },
    { ...fine, label: '' },
    { ...fine, label: 'a\nb' },
    { ...fine, group: 'g'.repeat(61) },
  ])
    expect(actionsSchema.safeParse([wrong]).success).toBe(false);
  expect(actionsSchema.safeParse(Array.from({ length: 201 }, () => fine)).success).toBe(false);
});

test('a newer version that waits is offered', () => {
  const restartToUpdate = vi.fn();
  const file = menuTemplate(parts({ restartToUpdate }), false)[0]?.submenu;
  expect(Array.isArray(file) ? file.map(({ label }) => label) : []).toContain('Restart to Update');
});
