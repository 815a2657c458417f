/** How far a job is, in a line and a bar, with the way to what it learns from. */
import { Anchor, Group, Progress, Stack, Text } from '@mantine/core';
import type { JobView } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { dateTime, duration } from '../parts/format.ts';
import { StateMark } from './State.tsx';
import { progressWords } from './words.ts';

export function Progressing({ job }: { readonly job: JobView }): ReactNode {
  const { status, progress, dataset, base, device, started, ended } = job;
  const share = progress === null || progress.total === 0 ? 0 : (100 * progress.step) / progress.total;
  const took = started === null || ended === null ? null : (Date.parse(ended) - Date.parse(started)) / 1000;
  const facts: readonly ReactNode[] = [
    dataset === null ? null : (
      <>
        from{' '}
        <Anchor component={Link} href={`/datasets/${encodeURIComponent(dataset)}`} size="sm">
          {dataset}
        </Anchor>
      </>
    ),
    base === null ? null : (
      <>
        starting with{' '}
        <Anchor component={Link} href={`/policies/${encodeURIComponent(base)}`} size="sm">
          {base}
        </Anchor>
      </>
    ),
    device === null ? null : `on ${device.name === '' ? device.type : device.name}`,
    started === null ? null : `since ${dateTime(Date.parse(started))}`,
    took === null || status === 'running' ? null : `took ${duration(took)}`,
  ];
  return (
    <section className="us-surface" style={{ padding: '14px 20px' }} aria-label="State">
      <Stack gap={8}>
        <Group justify="space-between">
          <StateMark status={status} />
          <Text size="sm" c="dimmed" className="us-number">
            {progressWords(job)}
          </Text>
        </Group>
        <Progress value={share} size="md" aria-label="Progress" />
        <Text size="sm" c="dimmed">
          {facts
            .filter((fact) => fact !== null)
            .map((fact, i) => (
              <span key={i}>
                {i === 0 ? '' : ' · '}
                {fact}
              </span>
            ))}
        </Text>
      </Stack>
    </section>
  );
}
