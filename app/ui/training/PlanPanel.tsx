/** What a training would come to, before it begins: rows, steps, memory, or what is in its way. The trainer itself is asked. */
import { Loader, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { TrainingChoice, TrainingPlan } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { ErrorNotice } from '../parts/errors.tsx';
import { bytes, count, percent } from '../parts/format.ts';
import { api } from '../shell/connection.ts';
import { Notice } from './Notices.tsx';
import classes from './training.module.css';
import { dropWords, rangeWords } from './words.ts';

interface PlanPanelProps {
  /** Null where there is nothing to plan. */
  readonly choice: TrainingChoice | null;
  /** Why; null where there is. */
  readonly missing: string | null;
}

export function PlanPanel({ choice, missing }: PlanPanelProps): ReactNode {
  const plan = useQuery({
    // Not under the contract's key: it takes seconds, and no other job changes it.
    queryKey: ['training-plan', choice],
    queryFn: async ({ signal }) => (choice === null ? null : api.training.plan(choice, { signal })),
    enabled: choice !== null,
    placeholderData: keepPreviousData,
  });
  return (
    <section className="us-surface" style={{ padding: 20 }} aria-labelledby="plan" aria-live="polite">
      <Stack gap="sm">
        <Title order={2} size="h5" id="plan">
          What it comes to
        </Title>
        {missing === null ? null : <Text size="sm">{missing}</Text>}
        {choice !== null && plan.isFetching ? (
          <Text size="sm" c="dimmed" style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
            <Loader size={14} aria-hidden />
            The trainer counts …
          </Text>
        ) : null}
        {plan.error === null ? null : <ErrorNotice error={plan.error} retry={() => void plan.refetch()} />}
        {choice === null || plan.data === undefined || plan.data === null || plan.error !== null ? null : (
          <Shown plan={plan.data} stale={plan.isFetching} />
        )}
      </Stack>
    </section>
  );
}

function Shown({ plan, stale }: { readonly plan: TrainingPlan; readonly stale: boolean }): ReactNode {
  const { problems, counts } = plan;
  return (
    <Stack gap="sm" aria-busy={stale}>
      {problems.map(({ message, hint, place }) => (
        <Notice
          key={`${place ?? ''} ${message}`}
          kind="bad"
          title={message}
          advice={place === null ? hint : `${hint}\n${place}`}
        />
      ))}
      {counts === null ? null : <Counts counts={counts} />}
    </Stack>
  );
}

function Counts({ counts }: { readonly counts: NonNullable<TrainingPlan['counts']> }): ReactNode {
  const { kept, dropped, tokens, learned, longest, steps, episodes } = counts;
  const { parameters, trained, memory, time } = counts;
  const share = tokens !== null && learned !== null && tokens > 0 ? percent(learned / tokens) : null;
  const facts: readonly (readonly [string, string | null])[] = [
    ['Rows', kept === null ? null : count(kept)],
    ...dropped.map(({ reason, rows }) => ['Left out', `${count(rows)}: ${dropWords(reason)}`] as const),
    ['Steps', steps === null ? null : count(steps)],
    ['Episodes', episodes === null ? null : `${count(episodes)}, played while it learns`],
    ['Tokens', tokens === null ? null : count(tokens)],
    ['Learned from', learned === null ? null : `${count(learned)}${share === null ? '' : ` (${share})`}`],
    ['Longest row', longest === null ? null : `${count(longest)} tokens`],
    ['Parameters', parameters === null ? null : count(parameters)],
    ['Of them trained', trained === null || trained === parameters ? null : count(trained)],
    ['Memory', memory === null ? null : `about ${bytes(memory)}`],
    ['Time', time === null ? null : rangeWords(time)],
  ];
  return (
    <>
      <dl className={classes['facts']}>
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={`${name} ${value}`} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd className="us-number">{value}</dd>
            </div>
          ),
        )}
      </dl>
      {time?.restsOn === null || time === null ? null : (
        <Text size="xs" c="dimmed">
          About the time: {time.restsOn}
        </Text>
      )}
    </>
  );
}
