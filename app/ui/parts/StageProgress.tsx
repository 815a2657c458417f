/** How far a stage of long work is: a bar, the count, and what the work says of it. Nothing while it cannot be counted. */
import { Progress, Text } from '@mantine/core';
import type { WorkItem } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { count } from './format.ts';

interface StageProgressProps {
  readonly stage: string;
  readonly progress: WorkItem['progress'];
}

export function StageProgress({ stage, progress }: StageProgressProps): ReactNode {
  if (progress === null || progress.total === 0) return null;
  const { done, total, note } = progress;
  return (
    <>
      <Progress w={180} value={(100 * done) / total} aria-label={`Progress of ${stage}`} />
      <Text size="sm" c="dimmed" className="us-number">
        {count(done)} of {count(total)}
        {note === '' ? '' : `, ${note}`}
      </Text>
    </>
  );
}
