/** What the desktop shell is told of the screens, and what its addresses mean here. Pure. */
import type { ShellAction, ShellLink } from '@understudy/desktop/bridge';
import type { Action } from './actions.tsx';

/** The shell takes so many entries, and labels of so many characters. */
const ENTRIES = 200;
const LONGEST = 60;

/** The actions as the native menu shows them. */
export function menuActions(actions: readonly Action[]): readonly ShellAction[] {
  return actions.slice(0, ENTRIES).map(({ id, label, group, keys }) => ({
    id: menuId(id),
    label: label.slice(0, LONGEST),
    group: group.slice(0, LONGEST),
    ...(keys === undefined ? {} : { keys: menuKeys(keys) }),
  }));
}

/** An entry's name: letters, digits and a few signs. */
export function menuId(id: string): string {
  return id.replaceAll(/[^\w.:-]/g, '_').slice(0, 80);
}

/** `$mod+Shift+KeyZ` as `mod+shift+z`. */
function menuKeys(keys: string): string {
  return keys
    .replaceAll('$mod', 'mod')
    .replaceAll(/Key([A-Z])/g, '$1')
    .toLowerCase();
}

/** Where an address of other programs leads, as a path of the app. */
export function pathOfLink({ id, step }: ShellLink): string {
  const at = step === null ? '' : `?step=${String(step)}`;
  return `/episodes/${encodeURIComponent(id)}${at}`;
}
