/** The stages of a recipe before it begins, with how much is played in each and how long that may take. */
import { Anchor, Stack, Text, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { RecipePlan, RecipeStagePlan } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Loaded } from '../parts/Loaded.tsx';
import { count, duration } from '../parts/format.ts';
import { Notice } from './Notices.tsx';
import classes from './training.module.css';
import { recipeStateWords } from './ways.ts';

export function RecipePlanPanel({ plan }: { readonly plan: UseQueryResult<RecipePlan> }): ReactNode {
  return (
    <section className="us-surface" style={{ padding: 20 }} aria-labelledby="plan" aria-live="polite">
      <Stack gap="sm">
        <Title order={2} size="h5" id="plan">
          What it comes to
        </Title>
        <Loaded query={plan}>{(data) => <Shown plan={data} />}</Loaded>
      </Stack>
    </section>
  );
}

function Shown({ plan }: { readonly plan: RecipePlan }): ReactNode {
  const { problems, stages, begun } = plan;
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
            </Text>
          </li>
        ))}
      </ol>
      <Text size="sm">{timeWords(plan)}</Text>
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

function timeWords({ episodes, seconds }: RecipePlan): string {
  const played = `${count(episodes)} episodes in all`;
  return seconds === null
    ? `${played}. How long that takes is known once this model has played here.`
    : `${played}: about ${duration(Math.max(60, Math.round(seconds / 60) * 60))} of playing, at the pace of its last run here. The trainings come on top.`;
}
