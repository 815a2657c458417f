/** A run as squares: a column a task, a square an episode, grouped by family, changing as they are played. */
import { Group, Stack, Text, Title, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RunGrid } from '@understudy/host/contract';
import { memo, type ReactNode } from 'react';
import { Link } from 'wouter';
import { Loaded } from '../parts/Loaded.tsx';
import { outcomeWord, type OutcomeName } from '../parts/outcome.tsx';
import { query } from '../shell/live.ts';
import classes from './RunGridView.module.css';

const letters: Readonly<Record<string, OutcomeName>> = {
  p: 'passed',
  f: 'failed',
  u: 'unjudged',
  r: 'running',
};

export function RunGridView({ id }: { readonly id: string }): ReactNode {
  const grid = useQuery(query.runs.grid.queryOptions({ input: { id } }));
  return <Loaded query={grid}>{(data) => <Families id={id} grid={data} />}</Loaded>;
}

function Families({ id, grid }: { readonly id: string; readonly grid: RunGrid }): ReactNode {
  const families = [...new Set(grid.rows.map((row) => row.family))].sort();
  return (
    <section aria-label="Every episode of this run">
      <Group gap="md" mb="xs">
        {Object.entries(letters).map(([letter, outcome]) => (
          <Group key={letter} gap={6}>
            <span className={classes['cell']} data-outcome={letter} aria-hidden />
            <Text size="xs" c="dimmed">
              {outcomeWord(outcome)}
            </Text>
          </Group>
        ))}
      </Group>
      <div className={classes['families']}>
        {families.map((family) => (
          <Stack key={family} gap={4} className="us-surface" p="sm">
            <Title order={2} size="xs" fw={600}>
              {family.replaceAll('_', ' ')}
            </Title>
            <div className={classes['tasks']}>
              {grid.rows.map((row) =>
                row.family === family ? (
                  <Task key={row.taskId} run={id} taskId={row.taskId} cells={row.cells} />
                ) : null,
              )}
            </div>
          </Stack>
        ))}
      </div>
    </section>
  );
}

/** Drawn anew only when one of its episodes changed. */
const Task = memo(function Task({
  run,
  taskId,
  cells,
}: {
  readonly run: string;
  readonly taskId: string;
  readonly cells: string;
}): ReactNode {
  const passed = [...cells].filter((cell) => cell === 'p').length;
  const first = [...cells].findIndex((cell) => cell !== '.');
  const label = `${taskId}: ${String(passed)} of ${String(cells.length)} passed`;
  const squares = [...cells].map((cell, sample) => (
    <span key={sample} className={classes['cell']} data-outcome={cell} />
  ));
  return (
    <Tooltip label={label} openDelay={200}>
      {first === -1 ? (
        <span className={classes['task']}>{squares}</span>
      ) : (
        <Link
          className={classes['task']}
          aria-label={label}
          href={`/episodes/${encodeURIComponent(`${run}/${taskId}#${String(first)}`)}`}
        >
          {squares}
        </Link>
      )}
    </Tooltip>
  );
});
