/** One page of a table. */
import { Anchor, Button, Group, Pagination, Table, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { RowPage, SystemView, TableView } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { count } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { query } from '../shell/live.ts';
import type { Address } from './address.ts';
import { cellText, columnTitle } from './cells.ts';
import classes from './systems.module.css';

const PAGE = 25;

interface TableRowsProps {
  readonly system: SystemView;
  readonly table: TableView;
  readonly address: Address;
}

export function TableRows({ system, table, address }: TableRowsProps): ReactNode {
  const sort = sortOf(address.get('sort'));
  const page = Math.max(1, Number(address.get('page') ?? 1) || 1);
  const where = whereOf(address);
  const rows = useQuery({
    ...query.systems.rows.queryOptions({
      input: {
        world: address.world,
        table: table.name,
        search: address.get('find') ?? '',
        where,
        sort,
        offset: (page - 1) * PAGE,
        limit: PAGE,
      },
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Group mb="xs" justify="space-between">
        <Search key={table.name} address={address} />
        {where === null ? null : (
          <Button
            size="xs"
            variant="default"
            onClick={() => address.set({ where: null, is: null, page: null })}
          >
            {`Only ${columnTitle(where.column)} ${String(where.value)} ✕`}
          </Button>
        )}
      </Group>
      <Loaded query={rows}>
        {(data) => (
          <>
            <Rows system={system} table={table} address={address} page={data} sort={sort} />
            <Group justify="space-between" mt="sm">
              <Text size="sm" c="dimmed" role="status">
                {data.total === 1 ? '1 row' : `${count(data.total)} rows`}
              </Text>
              {data.total > PAGE ? (
                <Pagination
                  size="sm"
                  total={Math.ceil(data.total / PAGE)}
                  value={page}
                  onChange={(next) => address.set({ page: String(next) })}
                  getItemProps={(number) => ({ 'aria-label': `Page ${String(number)}` })}
                  getControlProps={(control) => ({ 'aria-label': `${control} page` })}
                />
              ) : null}
            </Group>
          </>
        )}
      </Loaded>
    </>
  );
}

function Search({ address }: { readonly address: Address }): ReactNode {
  const [text, setText] = useState(address.get('find') ?? '');
  const tell = useDebouncedCallback((find: string) => address.set({ find, page: null }), 200);
  return (
    <TextInput
      size="xs"
      w={260}
      placeholder="Find text in any column"
      aria-label="Find rows"
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}

interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

interface RowsProps extends TableRowsProps {
  readonly page: RowPage;
  readonly sort: Sort | null;
}

function Rows({ system, table, address, page, sort }: RowsProps): ReactNode {
  const turn = (column: string): void => {
    const down = sort?.column === column && !sort.descending;
    address.set({ sort: down ? `-${column}` : column, page: null });
  };
  return (
    <Table.ScrollContainer minWidth={600} className="us-surface" tabIndex={0} aria-label="Rows" role="region">
      <Table className={classes['rows']} highlightOnHover verticalSpacing={5} fz="sm">
        <Table.Thead>
          <Table.Tr>
            {table.columns.map(({ name }) => (
              <Table.Th key={name} aria-sort={ariaSort(sort, name)}>
                <UnstyledButton fz="sm" fw={600} onClick={() => turn(name)}>
                  {columnTitle(name)}
                  <span aria-hidden>{sort?.column === name ? (sort.descending ? ' ↓' : ' ↑') : ''}</span>
                </UnstyledButton>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {page.rows.map((row) => (
            <Table.Tr key={String(row[keyOf(table)])}>
              {table.columns.map((column) => (
                <Table.Td key={column.name}>
                  <CellView
                    system={system}
                    table={table}
                    column={column}
                    value={row[column.name] ?? null}
                    address={address}
                  />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {page.rows.length === 0 ? (
        <Text size="sm" c="dimmed" p="md">
          No row fits.
        </Text>
      ) : null}
    </Table.ScrollContainer>
  );
}

interface CellViewProps {
  readonly system: SystemView;
  readonly table: TableView;
  readonly column: TableView['columns'][number];
  readonly value: string | number | null;
  readonly address: Address;
}

/** A key leads to its row, a reference to the row it refers to, a status to its chart. */
export function CellView({ system, table, column, value, address }: CellViewProps): ReactNode {
  const text = cellText(column.name, value);
  const rows = `/systems/${system.id}/tables`;
  if (value === null) return <span className={classes['nothing']}>{text}</span>;
  if (column.primaryKey)
    return (
      <CellLink
        href={address.link(rows, { table: table.name, row: String(value) })}
        label={`Row ${text} of ${table.name}`}
        text={text}
      />
    );
  if (column.references !== null)
    return (
      <CellLink
        href={address.link(rows, { table: column.references.table, row: String(value) })}
        label={`Row ${text} of ${column.references.table}`}
        text={text}
      />
    );
  return <span className={classes['cell']}>{text}</span>;
}

function CellLink(props: {
  readonly href: string;
  readonly label: string;
  readonly text: string;
}): ReactNode {
  return (
    <Anchor component={Link} href={props.href} size="sm" underline="always" aria-label={props.label}>
      {props.text}
    </Anchor>
  );
}

export function keyOf(table: TableView): string {
  return table.columns.find(({ primaryKey }) => primaryKey)?.name ?? 'id';
}

function sortOf(text: string | null): Sort | null {
  if (text === null || text === '') return null;
  return { column: text.replace(/^-/, ''), descending: text.startsWith('-') };
}

/** References are numbers, all else may be text. */
function whereOf(address: Address): { readonly column: string; readonly value: number } | null {
  const column = address.get('where');
  const value = Number(address.get('is') ?? Number.NaN);
  return column === null || !Number.isFinite(value) ? null : { column, value };
}

function ariaSort(sort: Sort | null, column: string): 'ascending' | 'descending' | 'none' {
  if (sort?.column !== column) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}
