/** What a selection comes to: how many are kept, how many are dropped for each reason, and each of them by name. */
import { Anchor, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ChosenEpisode, SelectionCounts } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'wouter';
import { ErrorNotice } from '../parts/errors.tsx';
import { count, figure } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { usePages } from '../parts/pages.ts';
import { RowList, type Column } from '../parts/RowList.tsx';
import { query } from '../shell/live.ts';
import type { Rules } from './choice.ts';
import classes from './datasets.module.css';
import { reasonOf } from './reasons.ts';
import { RowViews } from './RowViews.tsx';
import { taskWords } from './task.ts';

interface OutcomeProps {
  readonly runs: readonly string[];
  readonly rules: Rules;
  readonly counts: SelectionCounts;
}

export function Outcome(props: OutcomeProps & { readonly children: ReactNode }): ReactNode {
  const { counts } = props;
  const [params, setParams] = useSearchParams();
  const which = counts.dropped.find(({ code }) => code === params.get('which'))?.code ?? 'kept';
  const heldOut = counts.dropped.find(({ code }) => code === 'held_out')?.episodes ?? 0;
  const choose = (value: string): void => {
    setParams((now) => changed(now, 'which', value === 'kept' ? null : value), { replace: true });
  };
  return (
    <>
      <section className="us-surface" aria-label="What is kept and dropped">
        <Stack gap="xs" p="md" pb="xs">
          <Group justify="space-between" align="baseline">
            <div role="status">
              <Title order={2} size="h4" className="us-number">
                {count(counts.kept)} of {count(counts.considered)} episodes are kept
              </Title>
            </div>
            <Text size="sm" c="dimmed" className="us-number">
              {count(counts.tasks)} tasks, mean reward {figure(counts.meanReward)}
            </Text>
          </Group>
          <div className={classes['bar']} aria-hidden>
            <span style={{ width: `${String((100 * counts.kept) / Math.max(1, counts.considered))}%` }} />
          </div>
        </Stack>
        <ul className={classes['reasons']} style={{ padding: '0 4px 6px' }}>
          <Reason
            label="Kept"
            episodes={counts.kept}
            counts={counts}
            active={which === 'kept'}
            kept
            onChoose={() => choose('kept')}
          />
          {counts.dropped.map(({ code, episodes }) => (
            <Reason
              key={code}
              label={reasonOf(code).label}
              episodes={episodes}
              counts={counts}
              active={which === code}
              onChoose={() => choose(code)}
            />
          ))}
        </ul>
        {heldOut === 0 ? null : (
          <Text size="sm" px="md" pb="md">
            {count(heldOut)} episodes are refused because their tasks are held out.{' '}
            {reasonOf('held_out').about}
          </Text>
        )}
        {props.children}
      </section>
      <Episodes
        {...props}
        which={which}
        total={
          which === 'kept' ? counts.kept : (counts.dropped.find(({ code }) => code === which)?.episodes ?? 0)
        }
      />
      <Preview />
    </>
  );
}

function Reason({
  label,
  episodes,
  counts,
  active,
  kept = false,
  onChoose,
}: {
  readonly label: string;
  readonly episodes: number;
  readonly counts: SelectionCounts;
  readonly active: boolean;
  readonly kept?: boolean;
  readonly onChoose: () => void;
}): ReactNode {
  return (
    <li>
      <button
        type="button"
        className={classes['reason']}
        aria-pressed={active}
        data-kept={kept || undefined}
        onClick={onChoose}
      >
        <span>{label}</span>
        <span className={classes['share']} aria-hidden>
          <span style={{ width: `${String((100 * episodes) / Math.max(1, counts.considered))}%` }} />
        </span>
        <span className={classes['number']}>{count(episodes)}</span>
      </button>
    </li>
  );
}

const columns: readonly Column<ChosenEpisode>[] = [
  {
    id: 'task',
    title: 'Task',
    width: 'minmax(200px, 1fr)',
    cell: ({ taskId, sample }) => (
      <span title={taskId}>{`${taskWords(taskId)}${sample === 0 ? '' : `, try ${String(sample + 1)}`}`}</span>
    ),
  },
  { id: 'reward', title: 'Reward', width: '64px', end: true, cell: ({ reward }) => figure(reward) },
  { id: 'turns', title: 'Turns', width: '52px', end: true, cell: ({ turns }) => turns },
  {
    id: 'reason',
    title: 'Why',
    width: 'minmax(220px, 2fr)',
    cell: ({ reason }) => <span title={reason}>{reason}</span>,
  },
];

function Episodes({
  runs,
  rules,
  which,
  total,
}: OutcomeProps & {
  readonly which: SelectionCounts['dropped'][number]['code'] | 'kept';
  readonly total: number;
}): ReactNode {
  const [, setParams] = useSearchParams();
  const { rowAt, onRange, error } = usePages<ChosenEpisode>((offset, limit) => {
    const input = { runs: [...runs], spec: rules, which, offset, limit };
    return {
      queryKey: query.datasets.chosen.queryKey({ input }),
      queryFn: () => query.datasets.chosen.call(input),
    };
  });
  const title = which === 'kept' ? 'Kept' : reasonOf(which).label;
  if (error !== null) return <ErrorNotice error={error} />;
  return (
    <section aria-label={`Episodes: ${title}`}>
      <Group justify="space-between" mb={6} align="baseline">
        <Title order={2} size="h5">
          {title}
        </Title>
        <Text size="xs" c="dimmed">
          {which === 'kept' ? 'Open one to see the row it becomes.' : reasonOf(which).about}
        </Text>
      </Group>
      <RowList
        label={`Episodes: ${title}`}
        columns={columns}
        count={total}
        rowAt={rowAt}
        onRange={onRange}
        height={Math.min(300, 40 + 38 * Math.max(2, total))}
        onOpen={({ episodeId }) => setParams((now) => changed(now, 'preview', episodeId))}
      />
    </section>
  );
}

function Preview(): ReactNode {
  const [params, setParams] = useSearchParams();
  const episode = params.get('preview');
  const row = useQuery({
    ...query.datasets.preview.queryOptions({ input: { episode: episode ?? '' } }),
    enabled: episode !== null,
    placeholderData: keepPreviousData,
  });
  return (
    <Drawer
      opened={episode !== null}
      onClose={() => setParams((now) => changed(now, 'preview', null))}
      title="The row it becomes"
      position="right"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {episode === null ? null : (
        <Stack gap="md">
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {episode}{' '}
            <Anchor
              component={Link}
              href={`/episodes/${encodeURIComponent(episode)}`}
              size="sm"
              underline="always"
            >
              Open the replay
            </Anchor>
          </Text>
          <Loaded query={row}>{(data) => <RowViews row={data} />}</Loaded>
        </Stack>
      )}
    </Drawer>
  );
}

function changed(params: URLSearchParams, name: string, value: string | null): URLSearchParams {
  const next = new URLSearchParams(params);
  if (value === null) next.delete(name);
  else next.set(name, value);
  return next;
}
