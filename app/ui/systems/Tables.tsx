/** The tables of a system with the rows of a generated world: paged, sorted, searched, followed along their keys. */
import type { SystemView } from '@understudy/host/contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { count } from '../parts/format.ts';
import { query } from '../shell/live.ts';
import type { Address } from './address.ts';
import { RowPanel } from './RowPanel.tsx';
import { SideList } from './SideList.tsx';
import classes from './systems.module.css';
import { TableRows } from './TableRows.tsx';
import { WorldBar } from './WorldBar.tsx';

interface TablesProps {
  readonly system: SystemView;
  readonly address: Address;
}

export function Tables({ system, address }: TablesProps): ReactNode {
  const world = useQuery(query.systems.world.queryOptions({ input: address.world }));
  const table = system.tables.find(({ name }) => name === address.get('table')) ?? system.tables[0];
  const row = Number(address.get('row') ?? Number.NaN);
  if (table === undefined) return null;
  const counts = new Map(world.data?.tables.map((one) => [one.name, one]));
  return (
    <div className={classes['columns']}>
      <SideList
        label="Tables"
        items={system.tables.map(({ name }) => {
          const known = counts.get(name);
          const changed = known === undefined || known.changed === 0 ? '' : '• ';
          return {
            id: name,
            label: name.replaceAll('_', ' '),
            note: known === undefined ? '' : `${changed}${count(known.rows)}`,
          };
        })}
        chosen={table.name}
        choose={(name) =>
          address.set({ table: name, row: null, sort: null, find: null, page: null, where: null, is: null })
        }
      />
      <section aria-label={table.name}>
        <WorldBar address={address} />
        {Number.isSafeInteger(row) ? (
          <RowPanel system={system} table={table} rowKey={row} address={address} />
        ) : (
          <TableRows system={system} table={table} address={address} />
        )}
      </section>
    </div>
  );
}
