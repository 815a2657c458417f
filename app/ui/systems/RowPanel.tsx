/** One row: its cells, what it was when the world was made, where it stands in its lifecycles, and what refers to it. */
import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RowView, SystemView, TableView } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { count } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { Statechart } from '../parts/Statechart.tsx';
import { query } from '../shell/live.ts';
import type { Address } from './address.ts';
import { cellText, columnTitle } from './cells.ts';
import classes from './systems.module.css';
import { CellView } from './TableRows.tsx';

interface RowPanelProps {
  readonly system: SystemView;
  readonly table: TableView;
  readonly rowKey: number;
  readonly address: Address;
}

export function RowPanel({ system, table, rowKey, address }: RowPanelProps): ReactNode {
  const row = useQuery(
    query.systems.row.queryOptions({ input: { world: address.world, table: table.name, key: rowKey } }),
  );
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {`${table.name.replaceAll('_', ' ')} ${String(rowKey)}`}
        </Title>
        <Button size="xs" variant="default" onClick={() => address.set({ row: null })}>
          {`All ${table.name.replaceAll('_', ' ')}`}
        </Button>
      </Group>
      <Loaded query={row}>
        {(view) => (
          <>
            <Cells system={system} table={table} view={view} address={address} />
            <ReferredBy view={view} system={system} rowKey={rowKey} address={address} />
            {system.charts
              .filter(({ id }) => table.charts.includes(id))
              .map((chart) => (
                <section key={chart.id} aria-label={chart.title}>
                  <Title order={3} size="h5" mb="xs">
                    {`Where its ${chart.column.replaceAll('_', ' ')} can go from here`}
                  </Title>
                  <Statechart
                    chart={chart}
                    current={textOf(view.row[chart.column])}
                    visited={visitedBy(view, chart.column)}
                    height={360}
                  />
                </section>
              ))}
          </>
        )}
      </Loaded>
    </Stack>
  );
}

interface CellsProps {
  readonly system: SystemView;
  readonly table: TableView;
  readonly view: RowView;
  readonly address: Address;
}

function Cells({ system, table, view, address }: CellsProps): ReactNode {
  const { row, before } = view;
  return (
    <dl className={`us-surface ${String(classes['cells'])}`}>
      {table.columns.map((column) => {
        const value = row[column.name] ?? null;
        const was = before === undefined ? value : (before?.[column.name] ?? null);
        return (
          <div key={column.name}>
            <dt>{columnTitle(column.name)}</dt>
            <dd>
              <CellView {...{ system, table, column, value, address }} />
              {was === value ? null : (
                <span className={classes['was']}>
                  {before === null ? ' new' : ` was ${cellText(column.name, was)}`}
                </span>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

interface ReferredByProps {
  readonly system: SystemView;
  readonly view: RowView;
  readonly rowKey: number;
  readonly address: Address;
}

function ReferredBy({ system, view, rowKey, address }: ReferredByProps): ReactNode {
  if (view.referredBy.length === 0) return null;
  return (
    <Text size="sm">
      Referred to by{' '}
      {view.referredBy.map(({ table, column, rows }, index) => (
        <span key={`${table}.${column}`}>
          {index === 0 ? '' : ', '}
          <Anchor
            component={Link}
            size="sm"
            underline="always"
            href={address.link(`/systems/${system.id}/tables`, {
              table,
              where: column,
              is: String(rowKey),
            })}
          >
            {`${table.replaceAll('_', ' ')} (${count(rows)})`}
          </Anchor>
        </span>
      ))}
    </Text>
  );
}

function textOf(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function visitedBy({ before }: RowView, column: string): readonly string[] {
  const was = textOf(before?.[column]);
  return was === null ? [] : [was];
}
