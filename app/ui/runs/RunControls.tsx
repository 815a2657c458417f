/** Pause and go on with a run. What was played so far is kept either way. */
import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { RunOverview } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { notifyError } from '../parts/errors.tsx';
import { query } from '../shell/live.ts';

export function RunControls({
  run,
  size = 'sm',
}: {
  readonly run: RunOverview;
  readonly size?: 'xs' | 'sm';
}): ReactNode {
  const pause = useMutation(query.app.work.cancel.mutationOptions({ onError: notifyError }));
  const resume = useMutation(query.runs.resume.mutationOptions({ onError: notifyError }));
  const { work, resumable, id, scenario } = run;
  if (work !== null)
    return (
      <Button
        size={size}
        variant="default"
        loading={pause.isPending}
        leftSection={<IconPlayerPause size={14} aria-hidden />}
        aria-label={`Pause the run of ${scenario}`}
        onClick={() => {
          pause.mutate({ id: work });
        }}
      >
        Pause
      </Button>
    );
  if (!resumable) return null;
  return (
    <Button
      size={size}
      variant="default"
      loading={resume.isPending}
      leftSection={<IconPlayerPlay size={14} aria-hidden />}
      aria-label={`Go on with the run of ${scenario}`}
      onClick={() => {
        resume.mutate({ id });
      }}
    >
      Go on
    </Button>
  );
}
