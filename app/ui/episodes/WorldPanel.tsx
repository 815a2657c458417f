/** The world at the present step: the state of a record in its lifecycle, and every row that differs from the opening. */
import { SegmentedControl, Select, Stack, Text } from '@mantine/core';
import type { ChartView } from '@understudy/host/contract';
import { memo, useCallback, useMemo, useState, type ReactNode } from 'react';
import { Statechart } from '../parts/Statechart.tsx';
import { ChangeTable } from './Changes.tsx';
import { useStep } from './cursor.ts';
import { beyond, changesOf, worldAfter, type Model } from './model.ts';
import styles from './replay.module.css';

export function WorldPanel({ model }: { readonly model: Model }): ReactNode {
  return (
    <Stack gap="lg">
      <Lifecycle model={model} />
      <Differences model={model} />
      <UserState model={model} />
    </Stack>
  );
}

/** A record that a lifecycle governs. */
interface Governed {
  readonly id: string;
  readonly label: string;
  readonly chart: ChartView;
  readonly key: number;
  /** By step from which it holds, in order. */
  readonly path: readonly { readonly seq: number; readonly state: string | null }[];
}

function governedIn({ page, insight }: Model): readonly Governed[] {
  const charts = [...page.charts, ...(insight?.focusCharts ?? [])];
  const found = new Map<string, Governed>();
  const put = (chartId: string, key: number, opening: string | null): void => {
    const id = `${chartId} ${String(key)}`;
    const chart = charts.find((one) => one.id === chartId);
    if (chart === undefined || found.has(id)) return;
    const own = page.states.filter((one) => one.chart === chartId && one.key === key);
    const path = [{ seq: 0, state: opening }, ...own.map(({ seq, to }) => ({ seq, state: to }))];
    found.set(id, { id, label: `${chart.title} ${String(key)}`, chart, key, path });
  };
  for (const { chart, key, state } of insight?.focus ?? []) put(chart, key, state);
  for (const { chart, key, from } of page.states) put(chart, key, from);
  return [...found.values()];
}

function Lifecycle({ model }: { readonly model: Model }): ReactNode {
  const governed = useMemo(() => governedIn(model), [model]);
  const [chosen, choose] = useState<string | null>(null);
  const one = governed.find(({ id }) => id === chosen) ?? governed[0];
  if (one === undefined)
    return (
      <Text size="sm" c="dimmed">
        No record with a lifecycle was touched.
      </Text>
    );
  return (
    <Stack gap={8}>
      {governed.length === 1 ? (
        <Text size="sm" fw={600}>
          {one.label}
        </Text>
      ) : (
        <Select
          size="xs"
          label="Record"
          data={governed.map(({ id, label }) => ({ value: id, label }))}
          value={one.id}
          allowDeselect={false}
          onChange={choose}
        />
      )}
      <StateNow key={one.id} governed={one} />
    </Stack>
  );
}

function StateNow({ governed: { chart, path } }: { readonly governed: Governed }): ReactNode {
  // How far along its path, so that the chart is drawn anew only when the record moves.
  const passed = useStep(useCallback((at: number) => path.filter(({ seq }) => seq <= at).length, [path]));
  const visited = useMemo(() => path.slice(0, passed).flatMap(({ state }) => state ?? []), [path, passed]);
  return <Chart chart={chart} current={path[passed - 1]?.state ?? null} visited={visited} />;
}

const Chart = memo(function Chart(props: {
  readonly chart: ChartView;
  readonly current: string | null;
  readonly visited: readonly string[];
}): ReactNode {
  return (
    <div className={styles.chart}>
      <Statechart {...props} height={180} />
    </div>
  );
});

function Differences({ model }: { readonly model: Model }): ReactNode {
  const { steps, changed } = model;
  // Steps that change nothing show the same as the one before them, so that they are not drawn anew.
  const latest = useStep(useCallback((at: number) => beyond(changed, at + 1, -1) ?? -1, [changed]));
  const here = useStep(useCallback((at: number) => at === latest, [latest]));
  const [only, setOnly] = useState('all');
  const step = steps[latest];
  const changes = useMemo(() => {
    if (only === 'all') return worldAfter(steps, latest);
    return here && step !== undefined ? changesOf(step).map((one) => ({ ...one, seq: latest })) : [];
  }, [steps, latest, here, only, step]);
  return (
    <div>
      <SegmentedControl
        size="xs"
        mb={6}
        value={only}
        onChange={setOnly}
        aria-label="Which changes"
        data={[
          { value: 'all', label: 'Changed so far' },
          { value: 'step', label: 'In this step' },
        ]}
      />
      {changes.length === 0 ? (
        <Text size="sm" c="dimmed">
          {only === 'step' ? 'This step changes nothing.' : 'Nothing is different from the opening yet.'}
        </Text>
      ) : (
        changes.map((change) => (
          <div
            key={`${change.table} ${String(change.key)}`}
            className={here && change.seq === latest && only === 'all' ? styles.fresh : undefined}
          >
            <ChangeTable change={change} />
          </div>
        ))
      )}
    </div>
  );
}

function UserState({ model }: { readonly model: Model }): ReactNode {
  const { user: users } = model;
  // The step since which the user is as it is now.
  const since = useStep(useCallback((at: number) => users.indexOf(users[at] ?? null), [users]));
  const user = users[since] ?? null;
  const facts = model.insight?.task.user?.facts ?? [];
  if (user === null) return null;
  const labels = user.told.map((id) => facts.find((fact) => fact.id === id)?.label ?? id);
  return (
    <div>
      <Text size="sm" fw={600}>
        The customer now
      </Text>
      <Text size="sm">
        Mood {moodWord(user.mood)} ({user.mood.toFixed(1)} of −1 to 1), will take {user.patience} more{' '}
        {user.patience === 1 ? 'message' : 'messages'} that get nowhere.
      </Text>
      <Text size="sm" c="dimmed">
        {labels.length === 0 ? 'Has told no facts yet.' : `Has told: ${labels.join(', ')}.`}
      </Text>
    </div>
  );
}

function moodWord(mood: number): string {
  if (mood < -0.5) return 'furious';
  if (mood < -0.1) return 'annoyed';
  return mood > 0.5 ? 'delighted' : mood > 0.1 ? 'friendly' : 'calm';
}
