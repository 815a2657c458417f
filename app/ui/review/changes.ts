/** Labels set, changed and taken back, with a way to undo each: what was there before comes back. Kept over the episodes of one sitting. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Label, LabelVerdict } from '@understudy/host/contract';
import { notifyError } from '../parts/errors.tsx';
import { query } from '../shell/live.ts';

interface Done {
  readonly episode: string;
  readonly reviewer: string;
  readonly seq: number | null;
  /** What the label said before; null where there was none. */
  readonly before: Pick<Label, 'verdict' | 'note'> | null;
}

/** Newest last. Of this window, until it is closed. */
const history: Done[] = [];
const REMEMBERED = 200;

export interface Changes {
  say(seq: number | null, verdict: LabelVerdict, note: string, before: Label | null): Promise<void>;
  withdraw(seq: number | null, before: Label): Promise<void>;
  /** Undoes the last change; the episode that it was made in, null where there is nothing to undo. */
  undo(): Promise<string | null>;
}

export function useLabelChanges(episode: string, reviewer: string): Changes {
  const client = useQueryClient();
  const set = useMutation(query.review.set.mutationOptions({ onError: notifyError }));
  const withdraw = useMutation(query.review.withdraw.mutationOptions({ onError: notifyError }));
  const read = (id: string): Promise<void> =>
    client.invalidateQueries({
      queryKey: query.review.labels.queryKey({ input: { episode: id, reviewer } }),
    });
  const remember = (seq: number | null, before: Label | null): void => {
    history.push({ episode, reviewer, seq, before });
    if (history.length > REMEMBERED) history.shift();
  };
  return {
    say: async (seq, verdict, note, before) => {
      await set.mutateAsync({ episode, reviewer, seq, verdict, note });
      remember(seq, before);
      await read(episode);
    },
    withdraw: async (seq, before) => {
      await withdraw.mutateAsync({ episode, reviewer, seq });
      remember(seq, before);
      await read(episode);
    },
    undo: async () => {
      const last = history.findLastIndex((one) => one.reviewer === reviewer);
      const [done] = last === -1 ? [] : history.splice(last, 1);
      if (done === undefined) return null;
      const { episode: id, seq, before } = done;
      if (before === null) await withdraw.mutateAsync({ episode: id, reviewer, seq });
      else await set.mutateAsync({ episode: id, reviewer, seq, verdict: before.verdict, note: before.note });
      await read(id);
      return id;
    },
  };
}
