/** The runs of the workspace, the newest first. */
import { Anchor, Button, Group, Progress, Table, Text } from '@mantine/core';
import { IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { RunOverview } from '@understudy/host/contract';
import { useMemo, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { EmptyState } from '../parts/EmptyState.tsx';
import { count, dateTime, percent } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { useActions, type Action } from '../shell/actions.tsx';
import { query } from '../shell/live.ts';
import { RunControls } from './RunControls.tsx';

export function RunList(): ReactNode {
  const runs = useQuery(query.runs.list.queryOptions());
  const [, navigate] = useLocation();
  useActions(
    useMemo<readonly Action[]>(
      () => [
        {
          id: 'new-run',
          label: 'Start a run',
          group: 'Runs',
          keys: 'n',
          perform: () => navigate('/runs/new'),
        },
        {
          id: 'all-episodes',
          label: 'Search all episodes',
          group: 'Runs',
          keys: 'e',
          perform: () => navigate('/runs/episodes'),
        },
      ],
      [navigate],
    ),
  );
  return (
    <Page
      title="Runs"
      lead="A run lets somebody play tasks so many times each, and keeps every conversation with its score."
      actions={
        <>
          <Button
            component={Link}
            href="/runs/episodes"
            variant="default"
            leftSection={<IconSearch size={16} aria-hidden />}
          >
            Search episodes
          </Button>
          <Button component={Link} href="/runs/new" leftSection={<IconPlayerPlay size={16} aria-hidden />}>
            Start a run
          </Button>
        </>
      }
    >
      <Loaded query={runs}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState
              title="Nothing was played yet"
              action={{ label: 'Start a run', perform: () => navigate('/runs/new') }}
            >
              Choose a scenario and who plays it. The embedded model needs no connection and no key.
            </EmptyState>
          ) : (
            <RunTable runs={list} />
          )
        }
      </Loaded>
    </Page>
  );
}

function RunTable({ runs }: { readonly runs: readonly RunOverview[] }): ReactNode {
  return (
    <Table.ScrollContainer minWidth={860} className="us-surface">
      <Table verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Scenario</Table.Th>
            <Table.Th>Played by</Table.Th>
            <Table.Th>Episodes</Table.Th>
            <Table.Th>Passed</Table.Th>
            <Table.Th>Started</Table.Th>
            <Table.Th aria-label="What can be done" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Table.Tr key={run.id}>
              <Table.Td>
                <Anchor component={Link} href={`/runs/${encodeURIComponent(run.id)}`} fw={600}>
                  {run.title}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {run.kind === 'evaluation' ? 'evaluation on held-out tasks' : 'training tasks'}
                </Text>
              </Table.Td>
              <Table.Td>{run.policyId}</Table.Td>
              <Table.Td w={190}>
                <Far run={run} />
              </Table.Td>
              <Table.Td className="us-number">{passedWords(run)}</Table.Td>
              <Table.Td>{dateTime(run.createdAt)}</Table.Td>
              <Table.Td>
                <Group justify="flex-end" wrap="nowrap">
                  <RunControls run={run} size="xs" />
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function passedWords({ episodes, succeeded }: RunOverview): string {
  return episodes === 0 ? '—' : `${percent(succeeded / episodes)} (${count(succeeded)})`;
}

function Far({ run: { episodes, planned, scenario } }: { readonly run: RunOverview }): ReactNode {
  if (planned === null || episodes >= planned) return <span className="us-number">{count(episodes)}</span>;
  return (
    <>
      <Text size="sm" className="us-number">
        {count(episodes)} of {count(planned)}
      </Text>
      <Progress value={(100 * episodes) / planned} size="sm" aria-label={`How far ${scenario} is`} />
    </>
  );
}
