/** What comes after a job and what came of it: the model file, the policy, and held-out tasks before and after. */
import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { JobView } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { notifyError } from '../parts/errors.tsx';
import { StageProgress } from '../parts/StageProgress.tsx';
import { query } from '../shell/live.ts';
import { barWords, BeforeAfter, verdict } from './BeforeAfter.tsx';

export function Afterwards({ job }: { readonly job: JobView }): ReactNode {
  const { policy, unfinished } = job;
  if (policy === null && !unfinished) return null;
  return (
    <section className="us-surface" style={{ padding: 20 }} aria-labelledby="afterwards">
      <Stack gap="md">
        <div>
          <Title order={2} size="h4" id="afterwards">
            {policy === null ? 'Making the new policy' : verdict(policy.before, policy.after)}
          </Title>
          {policy === null ? null : (
            <Text size="sm" c="dimmed">
              The new policy is{' '}
              <Anchor
                component={Link}
                href={`/policies/${encodeURIComponent(policy.id)}`}
                size="sm"
                underline="always"
              >
                {policy.title}
              </Anchor>
              .{policy.after === null ? '' : ` ${barWords}`}
            </Text>
          )}
        </div>
        {policy !== null && (policy.before !== null || policy.after !== null) ? (
          <BeforeAfter
            measurements={[
              { title: 'Before', evaluation: policy.before },
              { title: 'After', evaluation: policy.after },
            ]}
          />
        ) : null}
        {unfinished ? <StillToCome job={job} /> : null}
      </Stack>
    </section>
  );
}

function StillToCome({ job }: { readonly job: JobView }): ReactNode {
  const works = useQuery(query.app.work.list.queryOptions());
  const finish = useMutation(query.training.finish.mutationOptions({ onError: notifyError }));
  const item = works.data?.find(({ id }) => id === job.work);
  if (item?.status === 'running') {
    const { stage, progress } = item;
    return (
      <Group gap="sm" role="status">
        <Text size="sm" fw={600}>
          {stage}
        </Text>
        <StageProgress stage={stage} progress={progress} />
      </Group>
    );
  }
  return (
    <Group gap="sm">
      <Text size="sm">
        {job.policy === null
          ? 'It is trained, and cannot play yet.'
          : 'It was to be measured, and was not yet.'}
      </Text>
      <Button
        size="xs"
        loading={finish.isPending}
        onClick={() => {
          finish.mutate({ id: job.id });
        }}
      >
        Go on with it
      </Button>
    </Group>
  );
}
