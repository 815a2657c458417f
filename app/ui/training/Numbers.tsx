/** The curves as a table: some of the steps, evenly spread, and the newest. */
import { Table } from '@mantine/core';
import { useSyncExternalStore, type ReactNode } from 'react';
import { count } from '../parts/format.ts';
import { spread, type CurveBook } from './curve.ts';
import { metricWords, short } from './words.ts';

const ROWS = 40;

interface NumbersProps {
  readonly book: CurveBook;
  /** The first of them gives the steps. */
  readonly names: readonly string[];
}

export function Numbers({ book, names }: NumbersProps): ReactNode {
  const [first = ''] = names;
  useSyncExternalStore(book.subscribe, () => book.get(first)?.length ?? 0);
  const steps = book.get(first)?.steps ?? new Float64Array();
  const curves = names.map((name) => book.get(name));
  return (
    <Table.ScrollContainer
      minWidth={140 * (names.length + 1)}
      maxHeight={520}
      className="us-surface"
      scrollAreaProps={{
        viewportProps: { tabIndex: 0, role: 'region', 'aria-label': 'The curves as numbers' },
      }}
    >
      <Table fz="sm" horizontalSpacing="md" stickyHeader>
        <Table.Caption>
          Of each curve its newest value up to the step, as it is, without smoothing
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th ta="right">Step</Table.Th>
            {names.map((name) => (
              <Table.Th key={name} ta="right">
                {metricWords(name).title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="us-number">
          {spread(steps.length, ROWS).map((index) => {
            const step = steps[index] ?? 0;
            return (
              <Table.Tr key={step}>
                <Table.Th ta="right" scope="row">
                  {count(step)}
                </Table.Th>
                {curves.map((curve, i) => {
                  const value = curve?.at(step) ?? null;
                  return (
                    <Table.Td key={names[i]} ta="right">
                      {value === null ? '—' : short(value)}
                    </Table.Td>
                  );
                })}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
