/** What a person can do on a stage: each a call of the host, whose error is shown where it happened. */
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import { notifyError } from '../parts/errors.tsx';
import type { ToolArguments } from '../parts/ToolForm.tsx';
import { query } from '../shell/live.ts';

type Seat = 'agent' | 'user';

export interface Moves {
  readonly busy: boolean;
  readonly call: (tool: string, args: ToolArguments) => Promise<unknown>;
  readonly say: (text: string) => Promise<unknown>;
  readonly speak: (text: string, ends: 'content' | 'gone' | null) => Promise<unknown>;
  readonly sit: (seat: Seat, holder: 'person' | 'machine', policy: string | null) => void;
  readonly lend: (policy: string | null) => void;
  readonly retry: () => void;
  readonly stop: () => void;
}

export function useMoves(id: string): Moves {
  const options = { onError: notifyError };
  const call = useMutation(query.play.call.mutationOptions(options));
  const say = useMutation(query.play.say.mutationOptions(options));
  const speak = useMutation(query.play.speak.mutationOptions(options));
  const sit = useMutation(query.play.sit.mutationOptions(options));
  const lend = useMutation(query.play.lend.mutationOptions(options));
  const retry = useMutation(query.play.retry.mutationOptions(options));
  const stop = useMutation(query.play.stop.mutationOptions(options));
  const busy = call.isPending || say.isPending || speak.isPending;
  const [calls, says, speaks, sits, lends, retries, stops] = [
    call.mutateAsync,
    say.mutateAsync,
    speak.mutateAsync,
    sit.mutate,
    lend.mutate,
    retry.mutate,
    stop.mutate,
  ];
  return useMemo<Moves>(
    () => ({
      busy,
      call: (tool, args) => calls({ id, tool, arguments: { ...args } }),
      say: (text) => says({ id, text }),
      speak: (text, ends) => speaks({ id, text, ends }),
      sit: (seat, holder, policy) => sits({ id, seat, holder, policy }),
      lend: (policy) => lends({ id, policy }),
      retry: () => retries({ id }),
      stop: () => stops({ id }),
    }),
    [busy, id, calls, says, speaks, sits, lends, retries, stops],
  );
}
