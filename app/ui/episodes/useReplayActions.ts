/** What can be done with a replay by keyboard. */
import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { useActions, type Action } from '../shell/actions.tsx';
import { episodePath } from './address.ts';
import type { Cursor } from './cursor.ts';
import type { Folds } from './folds.ts';
import { beyond, type Model } from './model.ts';

export interface ReplayHands {
  readonly model: Model;
  readonly cursor: Cursor;
  readonly folds: Folds;
  /** Ids; null where there is none. */
  readonly before: string | null;
  readonly after: string | null;
  readonly search: () => void;
  readonly see: (seq: number) => void;
  readonly fork: (seq: number) => void;
  readonly togglePlay: () => void;
}

const group = 'Replay';

export function useReplayActions(hands: ReplayHands): void {
  const [, navigate] = useLocation();
  const { model, cursor, folds, before, after, search, see, fork, togglePlay } = hands;
  const actions = useMemo<readonly Action[]>(() => {
    const { turnStarts, errors, changed, flags, page } = model;
    const to =
      (steps: readonly number[], way: 1 | -1 = 1) =>
      (): void => {
        const found = beyond(steps, cursor.step(), way);
        if (found !== null) cursor.go(found);
      };
    /** Goes round: from the last one to the first. */
    const next = (steps: readonly number[]) => (): void => {
      const found = beyond(steps, cursor.step(), 1) ?? steps[0];
      if (found !== undefined) cursor.go(found);
    };
    const move = (
      id: string,
      label: string,
      keys: string,
      alsoKeys: readonly string[],
      perform: () => void,
    ): Action => ({
      ...{ id: `replay-${id}`, label, group, keys, alsoKeys, perform },
    });
    return [
      move('next', 'Next step', 'j', ['ArrowRight', 'ArrowDown'], () => cursor.go(cursor.step() + 1)),
      move('previous', 'Previous step', 'k', ['ArrowLeft', 'ArrowUp'], () => cursor.go(cursor.step() - 1)),
      move(
        'next-turn',
        'Next turn of the agent',
        'Shift+j',
        ['Shift+ArrowRight', 'Shift+ArrowDown'],
        to(turnStarts),
      ),
      move(
        'previous-turn',
        'Previous turn of the agent',
        'Shift+k',
        ['Shift+ArrowLeft', 'Shift+ArrowUp'],
        to(turnStarts, -1),
      ),
      move('first', 'First step', 'Home', [], () => cursor.go(0)),
      move('last', 'Last step', 'End', [], () => cursor.go(cursor.last)),
      move('flag', 'Next flag', 'f', [], next(flags.map(({ seq }) => seq))),
      move('error', 'Next error', 'e', [], next(errors)),
      move('change', 'Next change of the records', 'd', [], next(changed)),
      move('fold', 'Fold or unfold this step', 'o', [], () => folds.toggle(cursor.step())),
      move('fold-all', 'Fold or unfold all steps', 'Shift+o', [], () => folds.toggleAll()),
      move('search', 'Search in this transcript', '/', [], search),
      move('see', 'What the agent saw', 'w', [], () => {
        const turn = turnStarts.findLast((seq) => seq <= cursor.step()) ?? turnStarts[0];
        if (turn !== undefined) see(turn);
      }),
      move('fork', 'Play on from here', 'b', [], () => fork(cursor.step())),
      move('play', 'Play or pause', 'p', [], togglePlay),
      move('run', 'Back to its run', 'u', [], () =>
        navigate(`/runs/${encodeURIComponent(page.record.runId)}`),
      ),
      move(
        'copy',
        'Copy a link to this step',
        'c',
        [],
        () => void copyLink(episodePath(page.record.id, cursor.step())),
      ),
      ...(before === null
        ? []
        : [move('before', 'Previous episode', '[', [], () => navigate(episodePath(before)))]),
      ...(after === null ? [] : [move('after', 'Next episode', ']', [], () => navigate(episodePath(after)))]),
    ];
  }, [model, cursor, folds, before, after, search, see, fork, togglePlay, navigate]);
  useActions(actions);
}

export async function copyLink(path: string): Promise<void> {
  const link = `${location.origin}${path}`;
  try {
    await navigator.clipboard.writeText(link);
    notifications.show({ title: 'The link is copied', message: link });
  } catch {
    notifications.show({ title: 'Copy this link', message: link, autoClose: false });
  }
}
