/** What a tool answered, for people: names and values in rows, lists as short tables, nothing as JSON. Text only. */
import { Button } from '@mantine/core';
import type { StageTool } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import classes from './DataView.module.css';

type Json = StageTool['parameters'][string];

/** More rows than these are folded. */
const SHOWN = 8;

export function DataView({ value }: { readonly value: Json }): ReactNode {
  if (value === null || typeof value !== 'object') return <span>{scalar(value)}</span>;
  if (isList(value)) return <ListView list={value} />;
  const entries = Object.entries(value);
  if (entries.length === 0) return <span className={classes['quiet']}>nothing</span>;
  return (
    <dl className={classes['rows']}>
      {entries.map(([name, part]) => (
        <div key={name} className={classes['row']}>
          <dt>{name.replaceAll('_', ' ')}</dt>
          <dd>
            <DataView value={part} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ListView({ list }: { readonly list: readonly Json[] }): ReactNode {
  const [all, setAll] = useState(false);
  if (list.length === 0) return <span className={classes['quiet']}>none</span>;
  const shown = all ? list : list.slice(0, SHOWN);
  const more = list.length - shown.length;
  return (
    <div className={classes['list']}>
      {list.every((one) => one === null || typeof one !== 'object') ? (
        <span>{shown.map(scalar).join(', ')}</span>
      ) : (
        <ol>
          {shown.map((one, index) => (
            <li key={index}>
              <DataView value={one} />
            </li>
          ))}
        </ol>
      )}
      {more === 0 ? null : (
        <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
          {`Show ${String(more)} more`}
        </Button>
      )}
    </div>
  );
}

function scalar(value: Json): string {
  if (value === null || value === '') return '—';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  return typeof value === 'object' ? '' : String(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
