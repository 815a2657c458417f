/** Stopping a job and going on with it. Each is there only while it can be done, and forgets itself with that. */
import { Button } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { notifyError } from '../parts/errors.tsx';
import { useActions, type Action } from '../shell/actions.tsx';
import { query } from '../shell/live.ts';

export function StopButton({ id }: { readonly id: string }): ReactNode {
  const { mutate, isPending, isSuccess } = useMutation(
    query.training.cancel.mutationOptions({ onError: notifyError }),
  );
  useActions(
    useMemo<readonly Action[]>(
      () => [
        {
          id: 'stop-training',
          label: 'Stop this training and save',
          group: 'Training',
          perform: () => mutate({ id, force: false }),
        },
      ],
      [id, mutate],
    ),
  );
  return (
    <Button
      variant="default"
      // It saves first: the button waits until the job says that it has ended, and then is gone.
      loading={isPending || isSuccess}
      leftSection={<IconPlayerStop size={16} aria-hidden />}
      onClick={() => mutate({ id, force: false })}
    >
      Stop and save
    </Button>
  );
}

export function GoOnButton({ id }: { readonly id: string }): ReactNode {
  const { mutate, isPending } = useMutation(query.training.resume.mutationOptions({ onError: notifyError }));
  useActions(
    useMemo<readonly Action[]>(
      () => [
        {
          id: 'resume-training',
          label: 'Go on with this training',
          group: 'Training',
          perform: () => mutate({ id }),
        },
      ],
      [id, mutate],
    ),
  );
  return (
    <Button
      loading={isPending}
      leftSection={<IconPlayerPlay size={16} aria-hidden />}
      onClick={() => mutate({ id })}
    >
      Go on
    </Button>
  );
}
