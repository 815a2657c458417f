/** What comes after a job and what came of it: the model file, the policy, and held-out tasks before and after. */
import { Anchor, Button, Group, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { JobView, PolicyEvaluation } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Bar } from '../home/LastResult.tsx';
import { notifyError } from '../parts/errors.tsx';
import { count } from '../parts/format.ts';
import { query } from '../shell/live.ts';

export function Afterwards({ job }: { readonly job: JobView }): ReactNode {
  const { policy, unfinished } = job;
  if (policy === null && !unfinished) return null;
  return (
    <section className="us-surface" style={{ padding: 20 }} aria-labelledby="afterwards">
      <Stack gap="md">
        <div>
          <Title order={2} size="h4" id="afterwards">
            {policy === null ? 'Making the new policy' : verdict(policy)}
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
              .
              {policy.after === null
                ? ''
                : ' The bar is the share of held-out tasks that passed; the line through its end is the 95% interval.'}
            </Text>
          )}
        </div>
        {policy !== null && (policy.before !== null || policy.after !== null) ? (
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
            <Measured title="Before" evaluation={policy.before} />
            <Measured title="After" evaluation={policy.after} />
          </SimpleGrid>
        ) : null}
        {unfinished ? <StillToCome job={job} /> : null}
      </Stack>
    </section>
  );
}

function verdict({ before, after }: NonNullable<JobView['policy']>): string {
  if (after === null) return 'The new policy can play';
  const [old, now] = [before?.success ?? null, after.success];
  if (old === null || now === null) return 'The new policy was measured';
  if (now.low > old.high) return 'The new policy is clearly better';
  return now.high < old.low ? 'The new policy is clearly worse' : 'No clear difference to the old policy';
}

interface MeasuredProps {
  readonly title: string;
  readonly evaluation: PolicyEvaluation | null;
}

function Measured({ title, evaluation }: MeasuredProps): ReactNode {
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        {evaluation === null ? null : (
          <Anchor component={Link} href={`/runs/${encodeURIComponent(evaluation.runId)}`} size="sm">
            {count(evaluation.tasks * evaluation.samples)} episodes
          </Anchor>
        )}
      </Group>
      {evaluation === null ? (
        <Text size="sm" c="dimmed">
          Not measured yet
        </Text>
      ) : (
        <Bar success={evaluation.success} />
      )}
    </div>
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
        {progress === null ? null : (
          <>
            <Progress
              w={180}
              value={progress.total === 0 ? 0 : (100 * progress.done) / progress.total}
              aria-label={`Progress of ${stage}`}
            />
            <Text size="sm" c="dimmed" className="us-number">
              {count(progress.done)} of {count(progress.total)}
              {progress.note === '' ? '' : `, ${progress.note}`}
            </Text>
          </>
        )}
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
