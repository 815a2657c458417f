/** One episode, step by step: a scrubber moves the transcript, the records, the customer and the reward together. */
import { ActionIcon, Group, SegmentedControl, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { EpisodeInsight, EpisodePage } from '@understudy/host/contract';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useLocation, useSearch } from 'wouter';
import { EmptyState } from '../parts/EmptyState.tsx';
import { describe } from '../parts/errors.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { query } from '../shell/live.ts';
import { episodePath, idIn, stepIn } from './address.ts';
import { createCursor, CursorProvider, useCursor, useStep } from './cursor.ts';
import { createFolds } from './folds.ts';
import { ForkDialog } from './ForkDialog.tsx';
import { modelOf, titleOf, type Model } from './model.ts';
import styles from './replay.module.css';
import { ReplayHeader } from './ReplayHeader.tsx';
import { RewardPanel } from './RewardPanel.tsx';
import { SeenDrawer } from './SeenDrawer.tsx';
import { TaskPanel } from './TaskPanel.tsx';
import { Timeline } from './Timeline.tsx';
import { Transcript } from './Transcript.tsx';
import { TranscriptSearch } from './TranscriptSearch.tsx';
import { useReplayActions } from './useReplayActions.ts';
import { VerdictBanner } from './Verdict.tsx';
import { WorldPanel } from './WorldPanel.tsx';

/** How often one that is still being played is read again, in milliseconds. */
const WATCH_MS = 1500;
/** Playing by itself: one step in so many milliseconds. */
const PLAY_MS = 600;
/** Scrubbing writes the step into the address when it rests. */
const REST_MS = 200;

export default function Replay(): ReactNode {
  const [location, navigate] = useLocation();
  const id = idIn(location);
  if (id === '')
    return (
      <Page title="Episode">
        <EmptyState
          title="No episode is chosen"
          action={{ label: 'See the runs', perform: () => navigate('/runs') }}
        >
          An episode is one policy playing one task once. Open one from a run.
        </EmptyState>
      </Page>
    );
  return <Opened key={id} id={id} />;
}

function Opened({ id }: { readonly id: string }): ReactNode {
  const page = useQuery({
    ...query.episodes.open.queryOptions({ input: { id } }),
    refetchInterval: ({ state }) => (state.data?.record.status === 'running' ? WATCH_MS : false),
  });
  // After the page itself: opening the scenario's world would keep the host from answering.
  const insight = useQuery(
    query.episodes.insight.queryOptions({ input: { id }, enabled: page.data !== undefined }),
  );
  const trouble = insight.isError ? describe(insight.error).message : null;
  return (
    <Loaded query={page}>
      {(data) => <Stage page={data} insight={insight.data ?? null} trouble={trouble} />}
    </Loaded>
  );
}

interface StageProps {
  readonly page: EpisodePage;
  readonly insight: EpisodeInsight | null;
  /** Why the scenario can say nothing about it. */
  readonly trouble: string | null;
}

function Stage({ page, insight, trouble }: StageProps): ReactNode {
  const model = useMemo(() => modelOf(page, insight), [page, insight]);
  const last = page.steps.length - 1;
  // A new one only where the episode has grown, which goes on from where the address says.
  const cursor = useMemo(() => createCursor(last, stepIn(window.location.search) ?? 0), [last]);
  return (
    <CursorProvider value={cursor}>
      <Screen model={model} trouble={trouble} />
      <AddressOfStep id={page.record.id} />
    </CursorProvider>
  );
}

const panels = { world: WorldPanel, reward: RewardPanel, task: TaskPanel } as const;

function Screen({ model, trouble }: { readonly model: Model; readonly trouble: string | null }): ReactNode {
  const cursor = useCursor();
  const { id } = model.page.record;
  const neighbours = useQuery(query.episodes.neighbours.queryOptions({ input: { of: id } })).data;
  const folds = useMemo(createFolds, []);
  const [seen, see] = useState<number | null>(null);
  const [forkAt, fork] = useState<number | null>(null);
  const [panel, setPanel] = useState<string>('world');
  const [wanted, setWanted] = useState('');
  const [playing, setPlaying] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const needle = useDeferredValue(wanted.trim().toLowerCase());
  const found = useMemo(
    () => (needle === '' ? [] : model.words().flatMap((words, seq) => (words.includes(needle) ? [seq] : []))),
    [model, needle],
  );
  const search = useCallback(() => field.current?.focus(), []);
  const togglePlay = useCallback(() => setPlaying((now) => !now), []);
  usePlaying(
    playing,
    useCallback(() => setPlaying(false), []),
  );
  useReplayActions({
    ...{ model, cursor, folds, search, see, fork, togglePlay },
    before: neighbours?.before ?? null,
    after: neighbours?.after ?? null,
  });
  const [, Panel] = Object.entries(panels).find(([name]) => name === panel) ?? ['', WorldPanel];
  return (
    <div className={styles.screen}>
      <ReplayHeader model={model} neighbours={neighbours} onFork={() => fork(cursor.step())} />
      <VerdictBanner page={model.page} />
      <div className="us-surface" style={{ padding: '10px 14px 6px' }}>
        <Timeline model={model} />
        <Group gap={8} wrap="nowrap">
          <ActionIcon variant="subtle" aria-label={playing ? 'Pause' : 'Play'} onClick={togglePlay}>
            {playing ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
          </ActionIcon>
          <StepTitle model={model} />
        </Group>
      </div>
      <div className={styles.columns}>
        <div className={`us-surface ${String(styles.column)}`}>
          <div className={styles.bar}>
            <TranscriptSearch field={field} value={wanted} onChange={setWanted} found={found} />
          </div>
          <Transcript model={model} needle={needle} folds={folds} onSee={see} />
        </div>
        <div className={`us-surface ${String(styles.column)}`}>
          <div className={styles.bar}>
            <SegmentedControl
              size="xs"
              value={panel}
              onChange={setPanel}
              aria-label="What stands beside the transcript"
              data={[
                { value: 'world', label: 'Records' },
                { value: 'reward', label: 'Reward' },
                { value: 'task', label: 'Task' },
              ]}
            />
          </div>
          <div className={styles.panel} tabIndex={0} role="region" aria-label="About this step">
            {trouble === null ? null : (
              <Text size="sm" className="us-warn" mb="sm" role="status">
                {trouble} What the store has kept is shown without it.
              </Text>
            )}
            <Panel model={model} />
          </div>
        </div>
      </div>
      <SeenDrawer id={id} seq={seen} close={() => see(null)} />
      <ForkDialog id={id} steps={model.steps} from={forkAt} close={() => fork(null)} />
    </div>
  );
}

function StepTitle({ model: { steps, turns } }: { readonly model: Model }): ReactNode {
  const at = useStep();
  const step = steps[at];
  return (
    <Text size="sm" truncate className="us-number">
      <b>
        Step {at} of {steps.length - 1}
      </b>{' '}
      <Text span c="dimmed" inherit>
        turn {turns[at] ?? 0}
        {step === undefined ? '' : ` · ${titleOf(step)}`}
      </Text>
    </Text>
  );
}

function usePlaying(playing: boolean, stop: () => void): void {
  const cursor = useCursor();
  useEffect(() => {
    if (!playing) return undefined;
    if (cursor.step() === cursor.last) cursor.go(0);
    const timer = setInterval(() => {
      cursor.go(cursor.step() + 1);
      if (cursor.step() === cursor.last) stop();
    }, PLAY_MS);
    return () => clearInterval(timer);
  }, [playing, cursor, stop]);
}

/** Keeps the step in the address, so that reload, link and way back lead to it; and goes where the address says. */
function AddressOfStep({ id }: { readonly id: string }): ReactNode {
  const cursor = useCursor();
  const [, navigate] = useLocation();
  const wanted = stepIn(useSearch());
  useEffect(() => {
    if (wanted !== null) cursor.go(wanted);
  }, [cursor, wanted]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const rest = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => navigate(episodePath(id, cursor.step()), { replace: true }), REST_MS);
    };
    const stop = cursor.subscribe(rest);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [cursor, id, navigate]);
  return null;
}
