/** The jobs of the workspace, the newest first, and recipes to learn from. */
import { Anchor, Button, Group, Progress, Stack, Switch, Table, Text, Title } from '@mantine/core';
import { IconSchool } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { JobLine } from '@understudy/host/contract';
import { useMemo, type ReactNode } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { EmptyState } from '../parts/EmptyState.tsx';
import { dateTime } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { useActions, type Action } from '../shell/actions.tsx';
import { query } from '../shell/live.ts';
import { RecipeCards } from './RecipeCards.tsx';
import { RecipeRuns } from './RecipeRuns.tsx';
import { StateMark } from './State.tsx';
import { kindWords, progressWords, short } from './words.ts';

export function JobList(): ReactNode {
  const jobs = useQuery(query.training.list.queryOptions());
  const [, navigate] = useLocation();
  useActions(
    useMemo<readonly Action[]>(
      () => [
        {
          id: 'new-training',
          label: 'Start a training',
          group: 'Training',
          keys: 'n',
          perform: () => navigate('/training/new'),
        },
      ],
      [navigate],
    ),
  );
  return (
    <Page
      title="Training"
      lead="A policy learns from episodes: those of a dataset, or those it plays itself. The new policy stands beside the old one, and held-out tasks say which is better."
      actions={
        <Button component={Link} href="/training/new" leftSection={<IconSchool size={16} aria-hidden />}>
          Start a training
        </Button>
      }
    >
      <Stack gap="xl">
        <RecipeRuns />
        <Loaded query={jobs}>
          {(list) =>
            list.length === 0 ? (
              <EmptyState
                title="Nothing has been trained yet"
                action={{ label: 'Start a training', perform: () => navigate('/training/new') }}
              >
                A recipe does it from beginning to end: it plays, keeps what worked, learns from that and
                measures. Or keep the best episodes of a run as a dataset, and train on them.
              </EmptyState>
            ) : (
              <Jobs jobs={list} />
            )
          }
        </Loaded>
        <RecipeCards />
      </Stack>
    </Page>
  );
}

function Jobs({ jobs }: { readonly jobs: readonly JobLine[] }): ReactNode {
  const [params, setParams] = useSearchParams();
  const all = params.get('all') === '1';
  const shown = jobs.filter(({ kind }) => all || kind !== 'export_gguf');
  return (
    <section aria-labelledby="jobs">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="jobs">
          Jobs
        </Title>
        <Switch
          size="xs"
          label="Also those that only make model files"
          checked={all}
          onChange={(event) => {
            setParams(event.currentTarget.checked ? { all: '1' } : {}, { replace: true });
          }}
        />
      </Group>
      <Table.ScrollContainer minWidth={860} className="us-surface">
        <Table verticalSpacing="sm" horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Job</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th ta="right">Loss</Table.Th>
              <Table.Th>Dataset</Table.Th>
              <Table.Th>Started</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((job) => (
              <JobRow key={job.id} job={job} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}

function JobRow({ job }: { readonly job: JobLine }): ReactNode {
  const { id, title, kind, status, progress, loss, dataset, started } = job;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} href={`/training/${encodeURIComponent(id)}`} fw={600}>
          {title}
        </Anchor>
        <Text size="xs" c="dimmed">
          {kindWords(kind)}
        </Text>
      </Table.Td>
      <Table.Td w={220}>
        <StateMark status={status} />
        {status === 'running' && progress !== null ? (
          <Progress
            my={4}
            value={progress.total === 0 ? 0 : (100 * progress.step) / progress.total}
            aria-label={`Progress of ${title}`}
          />
        ) : null}
        {status === 'finished' ? null : (
          <Text size="xs" c="dimmed" className="us-number">
            {progressWords(job)}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right" className="us-number" style={{ whiteSpace: 'nowrap' }}>
        {loss === null ? '—' : short(loss)}
      </Table.Td>
      <Table.Td>
        {dataset === null ? (
          '—'
        ) : (
          <Anchor component={Link} href={`/datasets/${encodeURIComponent(dataset)}`} size="sm">
            {dataset}
          </Anchor>
        )}
      </Table.Td>
      <Table.Td>{started === null ? '—' : dateTime(Date.parse(started))}</Table.Td>
    </Table.Tr>
  );
}
