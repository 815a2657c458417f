/** The stages of a recipe before it begins, with how much is played in each and how long that may take. */
import { Anchor, Loader, Stack, Text, Title } from '@mantine/core';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { RecipeChoice, RecipePlan, RecipeStagePlan, RecipeTimes } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { ErrorNotice } from '../parts/errors.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { count } from '../parts/format.ts';
import { api } from '../shell/connection.ts';
import { Notice } from './Notices.tsx';
import classes from './training.module.css';
import { recipeStateWords } from './ways.ts';
import { rangeWords } from './words.ts';

interface RecipePlanPanelProps {
  readonly choice: RecipeChoice;
  readonly plan: UseQueryResult<RecipePlan>;
}

export function RecipePlanPanel({ choice, plan }: RecipePlanPanelProps): ReactNode {
  const times = useQuery({
    // Not under the contract's key: the trainer is asked, which takes seconds.
    queryKey: ['recipe-times', choice],
    queryFn: ({ signal }) => api.training.recipes.times(choice, { signal }),
    enabled: plan.data?.problems.length === 0,
  });
  return (
    <section className="us-surface" style={{ padding: 20 }} aria-labelledby="plan" aria-live="polite">
      <Stack gap="sm">
        <Title order={2} size="h5" id="plan">
          What it comes to
        </Title>
        <Loaded query={plan}>{(data) => <Shown plan={data} times={times} />}</Loaded>
      </Stack>
    </section>
  );
}

interface ShownProps {
  readonly plan: RecipePlan;
  readonly times: UseQueryResult<RecipeTimes>;
}

function Shown({ plan, times }: ShownProps): ReactNode {
  const { problems, stages, begun } = plan;
  const timed = new Map(times.data?.stages.map((one) => [one.id, one]));
  return (
    <>
      {problems.map(({ message, hint }) => (
        <Notice key={message} kind="bad" title={message} advice={hint} />
      ))}
      <ol className={classes['planned']}>
        {stages.map((stage) => (
          <li key={stage.id}>
            <Text size="sm" fw={600}>
              {stage.title}
            </Text>
            <Text size="xs" c="dimmed" className="us-number">
              {costOf(stage)}
              {secondsWords(timed.get(stage.id)?.seconds ?? null)}
            </Text>
          </li>
        ))}
      </ol>
      <Text size="sm">{playedWords(plan)}</Text>
      {problems.length > 0 ? null : <Times times={times} />}
      {begun === null ? null : (
        <Text size="sm">
          <Anchor component={Link} href={`/training/recipes/${begun.id}`} size="sm" underline="always">
            The same recipe
          </Anchor>{' '}
          was begun before: {recipeStateWords[begun.state].toLowerCase()}, {count(begun.done)} of{' '}
          {count(begun.stages)} stages done. Starting goes on with it.
        </Text>
      )}
    </>
  );
}

function costOf({ do: kind, episodes, jobs }: RecipeStagePlan): string {
  const played = `${count(episodes)} ${episodes === 1 ? 'episode' : 'episodes'}`;
  switch (kind) {
    case 'evaluate':
      return `${played} of held-out tasks`;
    case 'rollout':
      return `${played} of training tasks`;
    case 'train':
      return 'a training, on what is kept of them';
    case 'experts':
      return `${count(jobs - 1)} trainings, then one model of them`;
    case 'reinforce':
      return `a training that plays up to ${played} while it learns`;
  }
}

function playedWords({ episodes, stages }: RecipePlan): string {
  const live = stages.some((stage) => stage.do === 'reinforce');
  return `${count(episodes)} episodes in all${live ? ', and those that it plays while it learns' : ''}.`;
}

function secondsWords(seconds: RecipeTimes['whole']): string {
  return seconds === null ? '' : `: ${rangeWords(seconds)}`;
}

/** The whole, and what it rests on: every sentence once. */
function Times({ times }: Pick<ShownProps, 'times'>): ReactNode {
  if (times.error !== null) return <ErrorNotice error={times.error} retry={() => void times.refetch()} />;
  if (times.data === undefined)
    return (
      <Text size="sm" c="dimmed" style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
        <Loader size={14} aria-hidden />
        The trainer estimates the time …
      </Text>
    );
  const { stages, whole } = times.data;
  return (
    <>
      <Text size="sm" fw={600}>
        {whole === null ? 'How long all of it takes cannot be said yet.' : `In all ${rangeWords(whole)}.`}
      </Text>
      {[...new Set(stages.map(({ restsOn }) => restsOn))].map((sentence) => (
        <Text key={sentence} size="xs" c="dimmed">
          {sentence}
        </Text>
      ))}
    </>
  );
}
