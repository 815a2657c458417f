/** Runs: what was played. */
import { Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { EmptyState } from '../parts/EmptyState.tsx';
import { count, dateTime } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { query } from '../shell/live.ts';

export default function Runs(): ReactNode {
  const runs = useQuery(query.runs.list.queryOptions());
  return (
    <Page title="Runs" lead="A run plays every task it was given so many times, and keeps each episode.">
      <Loaded query={runs}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title="Nothing was played yet">
              A run lets a policy play tasks against simulated users.
            </EmptyState>
          ) : (
            <Table>
              <Table.Tbody>
                {list.map((run) => (
                  <Table.Tr key={run.id}>
                    <Table.Td>{run.id}</Table.Td>
                    <Table.Td>{count(run.episodes)}</Table.Td>
                    <Table.Td>{dateTime(run.createdAt)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </Loaded>
    </Page>
  );
}
