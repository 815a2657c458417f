/** The datasets of the workspace, by name, the newest version first. */
import { Anchor, Box, Button, Table, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { DatasetLine } from '@understudy/host/contract';
import { useMemo, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { DamagedNotice } from '../parts/DamagedNotice.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { count, dateTime } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { useActions, type Action } from '../shell/actions.tsx';
import { query } from '../shell/live.ts';

const REMEDY =
  'Move the folder away and make the dataset again: the episodes that it was made from are still here.';

export function DatasetList(): ReactNode {
  const datasets = useQuery(query.datasets.list.queryOptions());
  const damaged = useQuery(query.datasets.damaged.queryOptions());
  const [, navigate] = useLocation();
  useActions(
    useMemo<readonly Action[]>(
      () => [
        {
          id: 'new-dataset',
          label: 'Make a dataset',
          group: 'Datasets',
          keys: 'n',
          perform: () => navigate('/datasets/new'),
        },
      ],
      [navigate],
    ),
  );
  return (
    <Page
      title="Datasets"
      lead="Episodes that were chosen to learn from. A dataset never changes: what is chosen anew becomes another version."
      actions={
        <Button component={Link} href="/datasets/new" leftSection={<IconPlus size={16} aria-hidden />}>
          Make a dataset
        </Button>
      }
    >
      <Loaded query={datasets}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState
              title="No dataset yet"
              action={{ label: 'Make a dataset', perform: () => navigate('/datasets/new') }}
            >
              Choose the runs whose episodes are worth learning from, and see what is kept and what is left
              out, with the reason for each.
            </EmptyState>
          ) : (
            <DatasetTable datasets={list} />
          )
        }
      </Loaded>
      <Box mt="lg">
        <DamagedNotice
          title="Not all of them can be used"
          damaged={(damaged.data ?? []).map(({ folder, ...rest }) => ({
            ...rest,
            name: folder,
            remedy: REMEDY,
          }))}
        />
      </Box>
    </Page>
  );
}

function DatasetTable({ datasets }: { readonly datasets: readonly DatasetLine[] }): ReactNode {
  return (
    <Table.ScrollContainer minWidth={860} className="us-surface">
      <Table verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Scenario</Table.Th>
            <Table.Th ta="right">Episodes</Table.Th>
            <Table.Th ta="right">Rows of tokens</Table.Th>
            <Table.Th>Played by</Table.Th>
            <Table.Th>Made</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {datasets.map(({ folder, name, version, scenario, counts, policies, createdAt }) => (
            <Table.Tr key={folder}>
              <Table.Td>
                <Anchor component={Link} href={`/datasets/${encodeURIComponent(folder)}`} fw={600}>
                  {name}
                </Anchor>
                <Text size="xs" c="dimmed">
                  version {version}
                </Text>
              </Table.Td>
              <Table.Td>{scenario}</Table.Td>
              <Table.Td ta="right" className="us-number">
                {count(counts.episodes)}
              </Table.Td>
              <Table.Td ta="right" className="us-number">
                {counts.tokenRows === 0 ? '—' : count(counts.tokenRows)}
              </Table.Td>
              <Table.Td>{policies.join(', ')}</Table.Td>
              <Table.Td>{dateTime(Date.parse(createdAt))}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
