/** The rows of a dataset, and one of them beside the list: in three views, and where it comes from. */
import { Anchor, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { DatasetRowView, RowLine } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'wouter';
import { ErrorNotice } from '../parts/errors.tsx';
import { figure } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { usePages } from '../parts/pages.ts';
import { RowList, type Column } from '../parts/RowList.tsx';
import { query } from '../shell/live.ts';
import classes from './datasets.module.css';
import { RowViews } from './RowViews.tsx';
import { taskWords } from './task.ts';

const columns: readonly Column<RowLine>[] = [
  {
    id: 'task',
    title: 'Task',
    width: 'minmax(140px, 1fr)',
    cell: ({ taskId }) => <span title={taskId}>{taskWords(taskId)}</span>,
  },
  { id: 'reward', title: 'Reward', width: '64px', end: true, cell: ({ reward }) => figure(reward) },
  { id: 'turns', title: 'Turns', width: '52px', end: true, cell: ({ turns }) => turns },
];

export function Rows({ folder, total }: { readonly folder: string; readonly total: number }): ReactNode {
  const [params, setParams] = useSearchParams();
  const { rowAt, onRange, error } = usePages<RowLine>((offset, limit) => {
    const input = { folder, offset, limit };
    return {
      queryKey: query.datasets.rows.queryKey({ input }),
      queryFn: () => query.datasets.rows.call(input),
    };
  });
  const chosen = params.get('row') ?? rowAt(0)?.id ?? null;
  if (error !== null) return <ErrorNotice error={error} />;
  return (
    <div className={classes['beside']}>
      <RowList
        label="Rows"
        minWidth={300}
        columns={columns}
        count={total}
        rowAt={rowAt}
        onRange={onRange}
        height="calc(100vh - 250px)"
        onOpen={({ id }) =>
          setParams(
            (now) => {
              const next = new URLSearchParams(now);
              next.set('row', id);
              return next;
            },
            { replace: true },
          )
        }
      />
      {chosen === null ? null : <OneRow folder={folder} row={chosen} />}
    </div>
  );
}

function OneRow({ folder, row }: { readonly folder: string; readonly row: string }): ReactNode {
  const view = useQuery({
    ...query.datasets.row.queryOptions({ input: { folder, row } }),
    placeholderData: keepPreviousData,
  });
  return (
    <section aria-label="The chosen row" className="us-surface" style={{ padding: 16 }}>
      <Loaded query={view}>
        {(data) => (
          <Stack gap="md">
            <RowViews row={data} />
            <Origin row={data} />
          </Stack>
        )}
      </Loaded>
    </section>
  );
}

function Origin({ row: { provenance } }: { readonly row: DatasetRowView }): ReactNode {
  if (provenance === null) return null;
  const { episodeId, runId, policyId, seed, selected, worldHash, modelHash, turns, toolErrors } = provenance;
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Why it was kept', selected],
    [
      'Episode',
      <Anchor key="episode" component={Link} href={`/episodes/${encodeURIComponent(episodeId)}`} size="sm">
        Open the replay
      </Anchor>,
    ],
    [
      'Run',
      <Anchor key="run" component={Link} href={`/runs/${encodeURIComponent(runId)}`} size="sm">
        {runId}
      </Anchor>,
    ],
    ['Played by', policyId],
    ['Turns, tool errors', `${String(turns)}, ${String(toolErrors)}`],
    ['Seed', String(seed)],
    ['World at the end', short(worldHash)],
    ['Model', modelHash === null ? 'not known' : short(modelHash)],
  ];
  return (
    <div>
      <Title order={2} size="h5" mb={6}>
        Where it comes from
      </Title>
      <dl className={classes['facts']}>
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Text size="xs" c="dimmed" mt="xs">
        The same task with the same seed gives the same world and user again.
      </Text>
    </div>
  );
}

function short(hash: string): string {
  return hash.length > 16 ? `${hash.slice(0, 16)}…` : hash;
}
