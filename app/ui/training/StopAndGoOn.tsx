/** Stopping what trains and going on with it: a job or a recipe. Each is there only while it can be done, and forgets itself with that. */
import { Button } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { notifyError } from '../parts/errors.tsx';
import { useActions, type Action } from '../shell/actions.tsx';
import { query } from '../shell/live.ts';

interface OfOne {
  readonly id: string;
}

export function StopJob({ id }: OfOne): ReactNode {
  const { mutate, isPending, isSuccess } = useMutation(
    query.training.cancel.mutationOptions({ onError: notifyError }),
  );
  const stop = useMemo(() => () => mutate({ id, force: false }), [id, mutate]);
  useAction('stop-training', 'Stop this training and save', stop);
  return <Stop label="Stop and save" waits={isPending || isSuccess} perform={stop} />;
}

export function StopRecipe({ id }: OfOne): ReactNode {
  const { mutate, isPending, isSuccess } = useMutation(
    query.training.recipes.cancel.mutationOptions({ onError: notifyError }),
  );
  const stop = useMemo(() => () => mutate({ id }), [id, mutate]);
  useAction('stop-recipe', 'Stop this recipe; what was done is kept', stop);
  return <Stop label="Stop" waits={isPending || isSuccess} perform={stop} />;
}

export function GoOnWithJob({ id }: OfOne): ReactNode {
  const { mutate, isPending } = useMutation(query.training.resume.mutationOptions({ onError: notifyError }));
  const goOn = useMemo(() => () => mutate({ id }), [id, mutate]);
  useAction('resume-training', 'Go on with this training', goOn);
  return <GoOn waits={isPending} perform={goOn} />;
}

export function GoOnWithRecipe({ id }: OfOne): ReactNode {
  const { mutate, isPending } = useMutation(
    query.training.recipes.resume.mutationOptions({ onError: notifyError }),
  );
  const goOn = useMemo(() => () => mutate({ id }), [id, mutate]);
  useAction('resume-recipe', 'Go on with this recipe', goOn);
  return <GoOn waits={isPending} perform={goOn} />;
}

function useAction(id: string, label: string, perform: () => void): void {
  useActions(
    useMemo<readonly Action[]>(() => [{ id, label, group: 'Training', perform }], [id, label, perform]),
  );
}

interface ButtonProps {
  readonly waits: boolean;
  readonly perform: () => void;
}

/** It saves first: the button waits until the end is told, and then is gone. */
function Stop({ label, waits, perform }: ButtonProps & { readonly label: string }): ReactNode {
  return (
    <Button
      variant="default"
      loading={waits}
      leftSection={<IconPlayerStop size={16} aria-hidden />}
      onClick={perform}
    >
      {label}
    </Button>
  );
}

function GoOn({ waits, perform }: ButtonProps): ReactNode {
  return (
    <Button loading={waits} leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={perform}>
      Go on
    </Button>
  );
}
