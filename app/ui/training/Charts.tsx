/** All curves of a job with their controls: smoothing, a logarithmic scale, another job beside, and the same as numbers. */
import { Group, Select, Skeleton, Slider, Stack, Switch, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { JobLine } from '@understudy/host/contract';
import { lazy, Suspense, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { notifyError } from '../parts/errors.tsx';
import { api } from '../shell/connection.ts';
import { query } from '../shell/live.ts';
import { bookOf, type Curve, type CurveBook } from './curve.ts';
import { Numbers } from './Numbers.tsx';
import classes from './training.module.css';
import { inOrder, metricWords, short } from './words.ts';

const CurveChart = lazy(() => import('./CurveChart.tsx'));

const HEIGHT = 190;
const FIRST_HEIGHT = 270;

export function Charts({ id, book }: { readonly id: string; readonly book: CurveBook }): ReactNode {
  const names = inOrder(useSyncExternalStore(book.subscribe, book.names));
  const [first, ...others] = names;
  const [smoothing, setSmoothing] = useState(0.6);
  const [log, setLog] = useState(false);
  const [numbers, setNumbers] = useState(false);
  const { other, control } = useComparison(id);
  if (first === undefined)
    return (
      <Text size="sm" c="dimmed">
        Its curves begin with the first step.
      </Text>
    );
  const shown = { book, other, smoothing, log };
  return (
    <Stack gap="md">
      <Group gap="xl" align="flex-end">
        <div className={classes['slider']}>
          <Text size="sm" fw={500} mb={6} aria-hidden>
            Smoothing
          </Text>
          <Slider
            thumbLabel="Smoothing"
            min={0}
            max={0.98}
            step={0.02}
            value={smoothing}
            onChange={setSmoothing}
            label={(value) => value.toFixed(2)}
          />
        </div>
        {control}
        <Switch
          mb={8}
          label="Logarithmic scale"
          checked={log}
          onChange={(event) => {
            setLog(event.currentTarget.checked);
          }}
        />
        <Switch
          mb={8}
          label="As numbers"
          checked={numbers}
          onChange={(event) => {
            setNumbers(event.currentTarget.checked);
          }}
        />
      </Group>
      {numbers ? (
        <Numbers book={book} names={names} />
      ) : (
        <>
          <OneChart name={first} {...shown} height={FIRST_HEIGHT} />
          <div className={classes['charts']}>
            {others.map((name) => (
              <OneChart key={name} name={name} {...shown} height={HEIGHT} />
            ))}
          </div>
        </>
      )}
    </Stack>
  );
}

interface OneChartProps {
  readonly name: string;
  readonly book: CurveBook;
  readonly other: CurveBook | null;
  readonly smoothing: number;
  readonly log: boolean;
  readonly height: number;
}

function OneChart({ name, book, height, ...more }: OneChartProps): ReactNode {
  const { title, hint } = metricWords(name);
  const last = useSyncExternalStore(book.subscribe, () => book.get(name)?.last ?? null);
  const curve = book.get(name);
  return (
    <section className={`us-surface ${String(classes['chart'])}`} aria-label={title}>
      <Group justify="space-between" align="baseline" wrap="nowrap" gap="xs">
        <Title order={2} size="h6">
          {title}
        </Title>
        <Text size="sm" fw={650} className="us-number">
          {last === null ? '' : short(last)}
        </Text>
      </Group>
      <Text size="xs" c="dimmed" mb={4} mih="1.4em">
        {hint}
      </Text>
      <Suspense fallback={<Skeleton height={height} />}>
        <CurveChart book={book} name={name} height={height} {...more} label={labelOf(title, curve)} />
      </Suspense>
    </section>
  );
}

/** Said once, not with every point that comes: a screen reader asks for it when it wants it. */
function labelOf(title: string, curve: Curve | undefined): string {
  const [first] = curve?.values ?? [];
  const last = curve?.last ?? null;
  if (first === undefined || last === null) return title;
  return `${title}: from ${short(first)} to ${short(last)}. All of it under "As numbers".`;
}

/** Another job's curves beside this one's; which one stands in the address. */
function useComparison(id: string): { readonly other: CurveBook | null; readonly control: ReactNode } {
  const [params, setParams] = useSearchParams();
  const jobs = useQuery(query.training.list.queryOptions());
  const choices = (jobs.data ?? []).filter((job) => job.id !== id && job.loss !== null);
  const wanted = params.get('with');
  const chosen = choices.find((job) => job.id === wanted)?.id ?? null;
  const curves = useQuery({
    // Not under the contract's key: it need not be read again with every step of a job at work.
    queryKey: ['training-curves', chosen],
    queryFn: ({ signal }) => api.training.curves({ id: chosen ?? '' }, { signal }),
    enabled: chosen !== null,
    throwOnError: (error) => {
      notifyError(error);
      return false;
    },
  });
  const other = useMemo(() => (curves.data === undefined ? null : bookOf(curves.data)), [curves.data]);
  const control =
    choices.length === 0 ? null : (
      <Select
        label="Beside it"
        placeholder="Another job"
        data={choices.map((job) => ({ value: job.id, label: titleOf(job, choices) }))}
        value={chosen}
        onChange={(value) => {
          setParams(value === null ? {} : { with: value }, { replace: true });
        }}
        clearable
        clearButtonProps={{ 'aria-label': 'Compare with none' }}
        searchable
        w={260}
      />
    );
  return { other: chosen === null ? null : other, control };
}

function titleOf(job: JobLine, all: readonly JobLine[]): string {
  return all.some(({ id, title }) => id !== job.id && title === job.title)
    ? `${job.title} (${job.id})`
    : job.title;
}
