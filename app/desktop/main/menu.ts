/** The native menu: what every program has, and the actions that the screens name (their one registry feeds palette, keys and this). */
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { z } from 'zod';
import type { ShellAction } from '../bridge.ts';

const line = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}]+$/u);

export const actionsSchema = z
  .array(
    z.object({
      id: z
        .string()
        .max(80)
        .regex(/^[\w.:-]+$/),
      label: line,
      group: line,
      keys: z.string().max(40).optional(),
    }),
  )
  .max(200);

export interface MenuParts {
  readonly actions: readonly ShellAction[];
  readonly onAction: (id: string) => void;
  readonly newWindow: () => void;
  readonly openWorkspace: () => void;
  /** Set when a newer version waits to be started. */
  readonly restartToUpdate?: () => void;
}

export function showMenu(parts: MenuParts): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(parts, process.platform === 'darwin')));
}

export function menuTemplate(parts: MenuParts, mac: boolean): MenuItemConstructorOptions[] {
  const update: MenuItemConstructorOptions[] =
    parts.restartToUpdate === undefined
      ? []
      : [{ label: 'Restart to Update', click: parts.restartToUpdate }, { type: 'separator' }];
  const groups = [...new Set(parts.actions.map(({ group }) => group))];
  return [
    ...(mac ? [appMenu(update)] : []),
    {
      label: '&File',
      submenu: [
        { label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', click: parts.newWindow },
        { label: 'Open Workspace…', click: parts.openWorkspace },
        { type: 'separator' },
        { role: 'close' },
        ...(mac ? [] : [{ type: 'separator' } as const, ...update, { role: 'quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    ...groups.map((group): MenuItemConstructorOptions => ({
      label: literally(group),
      submenu: parts.actions.filter((action) => action.group === group).map((action) => entry(action, parts)),
    })),
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'windowMenu' },
  ];
}

function appMenu(update: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      ...update,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
}

function entry(action: ShellAction, { onAction }: MenuParts): MenuItemConstructorOptions {
  const keys = accelerator(action.keys);
  return {
    label: literally(action.label),
    click: () => onAction(action.id),
    // The page listens for its keys itself and knows when the person is typing: the menu only shows them.
    ...(keys === null ? {} : { accelerator: keys, registerAccelerator: false }),
  };
}

/** An ampersand would underline the next letter. */
function literally(label: string): string {
  return label.replaceAll('&', '&&');
}

/** `mod+shift+k` in Electron's words; null for keys without a modifier (the Mac would take them from every text field). */
export function accelerator(keys: string | undefined): string | null {
  const match = /^mod((?:\+(?:alt|shift))*)\+([a-z0-9,./]|enter|backspace)$/.exec(keys ?? '');
  const [, modifiers = '', key = ''] = match ?? [];
  if (key === '') return null;
  const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  return ['CmdOrCtrl', ...modifiers.split('+').filter(Boolean).map(capital), capital(key)].join('+');
}
