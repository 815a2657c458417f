/** What a try did: the answer or the refusal, then rows before and after, then the states that were left and reached. */
import { Anchor, Table, Text } from '@mantine/core';
import type { SystemView, Tried } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { DataView } from '../parts/DataView.tsx';
import { Statechart } from '../parts/Statechart.tsx';
import type { Address } from './address.ts';
import { cellText, columnTitle } from './cells.ts';

interface TriedViewProps {
  readonly system: SystemView;
  readonly tried: Tried;
  readonly address: Address;
}

export function TriedView({ system, tried, address }: TriedViewProps): ReactNode {
  const { outcome, changes, states, timers } = tried;
  return (
    <>
      {outcome.ok ? (
        <div>
          <Text size="sm" fw={600} className="us-good">
            It worked
          </Text>
          <Text component="div" size="sm">
            <DataView value={outcome.result} />
          </Text>
        </div>
      ) : (
        <div>
          <Text size="sm" fw={600} className="us-bad">
            {`It was refused: ${outcome.code.replaceAll('_', ' ')}`}
          </Text>
          <Text size="sm">{outcome.message}</Text>
          {outcome.hint === null ? null : (
            <Text size="sm" c="dimmed">
              {outcome.hint}
            </Text>
          )}
        </div>
      )}
      {timers.length === 0 ? null : (
        <Text size="sm" c="dimmed">
          {`Meanwhile came due: ${[...new Set(timers)].join(', ')}.`}
        </Text>
      )}
      {changes.length === 0 ? (
        <Text size="sm" c="dimmed">
          No row changed.
        </Text>
      ) : (
        <Changes system={system} tried={tried} address={address} />
      )}
      {states.slice(0, 3).map(({ chart: id, key, from, to }) => {
        const chart = system.charts.find((one) => one.id === id);
        if (chart === undefined) return null;
        return (
          <section key={`${id} ${String(key)}`} aria-label={`${chart.title} ${String(key)}`}>
            <Text size="sm" fw={600} mb={4}>
              {`${chart.title} ${String(key)}: ${from ?? 'new'} → ${to ?? 'gone'}`}
            </Text>
            <Statechart chart={chart} current={to} visited={from === null ? [] : [from]} height={260} />
          </section>
        );
      })}
    </>
  );
}

function Changes({ system, tried, address }: TriedViewProps): ReactNode {
  return (
    <Table fz="sm" verticalSpacing={3}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Row</Table.Th>
          <Table.Th>Column</Table.Th>
          <Table.Th>Before</Table.Th>
          <Table.Th>After</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tried.changes.flatMap((change) =>
          changedColumns(change).map((column, index) => (
            <Table.Tr key={`${change.table} ${String(change.key)} ${column}`}>
              <Table.Td>
                {index > 0 ? null : (
                  <Anchor
                    component={Link}
                    size="sm"
                    underline="always"
                    href={address.link(`/systems/${system.id}/tables`, {
                      table: change.table,
                      row: String(change.key),
                    })}
                  >
                    {`${change.table} ${String(change.key)}`}
                  </Anchor>
                )}
                {index > 0 || change.before !== null ? null : ' (new)'}
                {index > 0 || change.after !== null ? null : ' (gone)'}
              </Table.Td>
              <Table.Td>{columnTitle(column)}</Table.Td>
              <Table.Td>{cellText(column, change.before?.[column])}</Table.Td>
              <Table.Td>{cellText(column, change.after?.[column])}</Table.Td>
            </Table.Tr>
          )),
        )}
      </Table.Tbody>
    </Table>
  );
}

type Change = Tried['changes'][number];

function changedColumns({ before, after }: Change): readonly string[] {
  const columns = Object.keys(after ?? before ?? {});
  return columns.filter((column) => (before?.[column] ?? null) !== (after?.[column] ?? null));
}
