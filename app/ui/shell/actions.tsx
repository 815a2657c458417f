/**
 * One registry of everything a person can do: it feeds the command palette, the keys, the shortcut sheet and the native menu. A screen
 * registers its actions while it is shown.
 */
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { tinykeys } from 'tinykeys';

export interface Action {
  readonly id: string;
  readonly label: string;
  /** The heading it stands under. */
  readonly group: string;
  /** Other words by which somebody may look for it. */
  readonly keywords?: string;
  /** As tinykeys writes them: `$mod+KeyK`, `g r`, `j`. */
  readonly keys?: string;
  /** Other keys that do the same; lists show the first ones only. */
  readonly alsoKeys?: readonly string[];
  /** Keys without a modifier do nothing while somebody types, unless this is true. */
  readonly whileTyping?: boolean;
  perform(): void;
}

type Register = (actions: readonly Action[]) => () => void;

const ActionsContext = createContext<readonly Action[] | null>(null);
/** Apart from the actions themselves: it stays the same, so that registering does not make anybody register again. */
const RegisterContext = createContext<Register | null>(null);

export function ActionsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [sets, setSets] = useState<readonly (readonly Action[])[]>([]);
  const actions = useMemo(() => unique(sets.flat()), [sets]);
  const register = useCallback<Register>((own) => {
    setSets((before) => [...before, own]);
    return () => setSets((before) => before.filter((one) => one !== own));
  }, []);
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  // Bound anew only when the keys change: a sequence of two keys is not cut by a rendering in between.
  const bound = [
    ...new Set(
      actions.flatMap(({ keys, alsoKeys = [] }) => [...(keys === undefined ? [] : [keys]), ...alsoKeys]),
    ),
  ]
    .sort((a, b) => parts(b) - parts(a) || (a < b ? -1 : 1))
    .join('\n');
  useEffect(() => {
    // `g d` is one wish: its last key is not also that of `d`. Longer ones stand first and are heard first.
    const taken = new WeakSet<KeyboardEvent>();
    const handlerOf = (keys: string) => (event: KeyboardEvent) => {
      if (taken.has(event)) return;
      const action = latest.current.findLast(
        (one) => one.keys === keys || one.alsoKeys?.includes(keys) === true,
      );
      if (action !== undefined && press(action, event)) taken.add(event);
    };
    const all = bound.split('\n').filter((keys) => keys !== '');
    return tinykeys(window, Object.fromEntries(all.map((keys) => [keys, handlerOf(keys)])));
  }, [bound]);
  return (
    <RegisterContext value={register}>
      <ActionsContext value={actions}>{children}</ActionsContext>
    </RegisterContext>
  );
}

/** The actions of the screens that are shown, the newest registration first where ids are equal. */
export function useAllActions(): readonly Action[] {
  return provided(use(ActionsContext));
}

/** Registers actions while the component is there. Give the same array as long as they are the same (`useMemo`). */
export function useActions(actions: readonly Action[]): void {
  const register = provided(use(RegisterContext));
  useEffect(() => register(actions), [register, actions]);
}

function provided<T>(value: T | null): T {
  if (value === null) throw new Error('actions are used outside of ActionsProvider');
  return value;
}

function unique(actions: readonly Action[]): readonly Action[] {
  return [...new Map(actions.map((action) => [action.id, action])).values()];
}

/** How many keys follow each other. */
function parts(keys: string): number {
  return keys.split(' ').length;
}

/** Whether it was performed. */
function press(action: Action, event: KeyboardEvent): boolean {
  const modified = event.metaKey || event.ctrlKey || event.altKey;
  if (!modified && action.whileTyping !== true && (isTyping(event.target) || isMoving(event))) return false;
  event.preventDefault();
  action.perform();
  return true;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // What takes no letters leaves them to the screen.
  const letters = 'input:not([type="range"], [type="radio"], [type="checkbox"])';
  const field = target.closest(`${letters}, textarea, select, [role="textbox"]`);
  return target.isContentEditable || field !== null;
}

const MOVES = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'];
const WALKED = [
  '[type="radio"]',
  ...['listbox', 'menu', 'tablist', 'grid', 'tree'].map((role) => `[role="${role}"]`),
];

/** Whether a key moves within what has the focus, a list or a group of choices. */
function isMoving({ key, target }: KeyboardEvent): boolean {
  return MOVES.includes(key) && target instanceof HTMLElement && target.closest(WALKED.join()) !== null;
}

/** Keys for a person: `$mod+KeyK` is ⌘K or Ctrl+K. */
export function keysForPeople(keys: string): string {
  const mac = navigator.userAgent.includes('Mac');
  return keys
    .replaceAll('$mod', mac ? '⌘' : 'Ctrl')
    .replaceAll(/Key([A-Z])/g, '$1')
    .replaceAll('Shift', mac ? '⇧' : 'Shift')
    .replaceAll('ArrowRight', '→')
    .replaceAll('ArrowLeft', '←')
    .replaceAll('ArrowUp', '↑')
    .replaceAll('ArrowDown', '↓')
    .replaceAll(' ', ' then ');
}
