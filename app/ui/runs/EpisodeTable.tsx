/** Episodes found by a search: how many, how they went, and each of them, however many there are. */
import { Group, Text, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { EpisodeLine, EpisodeSearch } from '@understudy/host/contract';
import { useMemo, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { EmptyState } from '../parts/EmptyState.tsx';
import { ErrorNotice } from '../parts/errors.tsx';
import { count, dateTime, figure, percent } from '../parts/format.ts';
import { endWords, OutcomeMark, outcomeOf } from '../parts/outcome.tsx';
import { usePages } from '../parts/pages.ts';
import { RowList, type Column } from '../parts/RowList.tsx';
import { query } from '../shell/live.ts';

const columns: readonly Column<EpisodeLine>[] = [
  {
    id: 'outcome',
    title: 'Outcome',
    width: '120px',
    cell: (episode) => <OutcomeMark outcome={outcomeOf(episode)} />,
  },
  { id: 'task', title: 'Task', width: 'minmax(200px, 2fr)', cell: (episode) => taskName(episode) },
  {
    id: 'scenario',
    title: 'Scenario',
    width: 'minmax(120px, 1fr)',
    cell: (episode) => episode.scenario,
  },
  { id: 'policy', title: 'Played by', width: 'minmax(120px, 1fr)', cell: (episode) => episode.policyId },
  {
    id: 'reward',
    title: 'Reward',
    width: '70px',
    end: true,
    cell: (episode) => figure(episode.reward),
  },
  { id: 'turns', title: 'Turns', width: '60px', end: true, cell: (episode) => episode.turns },
  {
    id: 'errors',
    title: 'Tool errors',
    width: '90px',
    end: true,
    cell: (episode) => (episode.toolErrors === 0 ? '' : episode.toolErrors),
  },
  {
    id: 'end',
    title: 'How it ended',
    width: 'minmax(150px, 1fr)',
    cell: (episode) => endWords(episode.endReason),
  },
  {
    id: 'flags',
    title: 'Flags',
    width: 'minmax(90px, 1fr)',
    cell: (episode) => <span className="us-warn">{episode.flags.join(', ')}</span>,
  },
  { id: 'when', title: 'When', width: '170px', cell: (episode) => dateTime(episode.startedAt) },
];

interface EpisodeTableProps {
  readonly search: EpisodeSearch;
  readonly height: number | string;
  /** Columns that would say the same in every row. */
  readonly hide?: readonly string[];
  /** What to say when nothing is found. */
  readonly empty: ReactNode;
}

export function EpisodeTable({ search, height, empty, hide = [] }: EpisodeTableProps): ReactNode {
  const [, navigate] = useLocation();
  const counts = useQuery(query.runs.count.queryOptions({ input: { search } }));
  const { rowAt, onRange, error } = usePages<EpisodeLine>((offset, limit) => {
    const options = query.runs.find.queryOptions({ input: { search, offset, limit } });
    return { queryKey: options.queryKey, queryFn: () => query.runs.find.call({ search, offset, limit }) };
  });
  const hidden = hide.join(' ');
  // The same ones until others are hidden: rows that stay are not drawn anew.
  const shown = useMemo(() => columns.filter((column) => !hidden.split(' ').includes(column.id)), [hidden]);
  const problem = counts.error ?? error;
  if (problem !== null) return <ErrorNotice error={problem} retry={() => void counts.refetch()} />;
  const { total, passed, judged, meanReward } = counts.data ?? {
    total: 0,
    passed: 0,
    judged: 0,
    meanReward: null,
  };
  if (counts.data !== undefined && total === 0) return <EmptyState title="No episode">{empty}</EmptyState>;
  return (
    <>
      <Group gap="lg" role="status">
        <Text size="sm" fw={600} className="us-number">
          {count(total)} episodes
        </Text>
        <Text size="sm" c="dimmed" className="us-number">
          {judged === 0
            ? 'none judged yet'
            : `${percent(passed / judged)} passed (${count(passed)} of ${count(judged)} judged)`}
        </Text>
        <Text size="sm" c="dimmed" className="us-number">
          mean reward {figure(meanReward)}
        </Text>
      </Group>
      <VisuallyHidden>Arrow keys move through the list, Enter opens an episode.</VisuallyHidden>
      <RowList
        label="Episodes"
        columns={shown}
        count={total}
        rowAt={rowAt}
        onRange={onRange}
        height={height}
        onOpen={(episode) => {
          navigate(`/episodes/${encodeURIComponent(episode.id)}`);
        }}
      />
    </>
  );
}

/** A task's id begins with its scenario, which has a place of its own. */
function taskName({ taskId, scenario, sample }: EpisodeLine): string {
  const short = taskId.startsWith(`${scenario}/`) ? taskId.slice(scenario.length + 1) : taskId;
  return sample === 0 ? short : `${short} · sample ${String(sample + 1)}`;
}
