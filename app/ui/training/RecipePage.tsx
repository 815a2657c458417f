/** One run of a recipe: how far it is, its stages with what came of each, and what it brought. It goes on whether anybody looks or not. */
import { Anchor, Button, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RecipeRunView } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { count, dateTime } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { query } from '../shell/live.ts';
import { barWords, BeforeAfter, verdict } from './BeforeAfter.tsx';
import { Notice } from './Notices.tsx';
import { Watch } from './RecipeWords.tsx';
import { StageList } from './StageList.tsx';
import { RecipeMark } from './State.tsx';
import { GoOnWithRecipe, StopRecipe } from './StopAndGoOn.tsx';

export function RecipePage({ id }: { readonly id: string }): ReactNode {
  const run = useQuery(query.training.recipes.get.queryOptions({ input: { id } }));
  return <Loaded query={run}>{(data) => <Shown run={data} />}</Loaded>;
}

function Shown({ run }: { readonly run: RecipeRunView }): ReactNode {
  const { id, title, recipe, scenario, state, error, watch } = run;
  return (
    <Page
      title={title}
      lead={`${recipe.title}, on ${scenario.title}`}
      actions={
        <>
          {state === 'running' ? <StopRecipe id={id} /> : null}
          {state === 'stopped' || state === 'failed' ? <GoOnWithRecipe id={id} /> : null}
          <Button component={Link} href="/training" variant="default">
            All trainings
          </Button>
        </>
      }
    >
      <State run={run} />
      {error === null || state !== 'failed' ? null : (
        <Notice kind="bad" title={error.message} advice={error.remedy} />
      )}
      <Result run={run} />
      <StageList run={run} />
      <section aria-labelledby="watch">
        <Title order={2} size="h5" id="watch" mb="xs">
          What to watch
        </Title>
        <Watch lines={watch} />
      </section>
    </Page>
  );
}

function State({ run }: { readonly run: RecipeRunView }): ReactNode {
  const { state, done, stages, base, tasks, createdAt } = run;
  return (
    <section className="us-surface" style={{ padding: '14px 20px' }} aria-label="State">
      <Stack gap={8}>
        <Group justify="space-between">
          <RecipeMark state={state} />
          <Text size="sm" c="dimmed" className="us-number">
            {count(done)} of {count(stages.length)} stages done
          </Text>
        </Group>
        <Progress value={(100 * done) / stages.length} size="md" aria-label="Progress" />
        <Text size="sm" c="dimmed">
          Starting with{' '}
          <Anchor
            component={Link}
            href={`/policies/${encodeURIComponent(base)}`}
            size="sm"
            underline="always"
          >
            {base}
          </Anchor>
          {tasks.train === null ? '' : ` · ${tasksWords(tasks.train)} to learn from`}
          {tasks.heldout === null ? '' : ` · ${tasksWords(tasks.heldout, 'held-out ')} to measure`}
          {` · since ${dateTime(Date.parse(createdAt))}`}
        </Text>
      </Stack>
    </section>
  );
}

function tasksWords(tasks: number, kind = ''): string {
  return `${count(tasks)} ${kind}${tasks === 1 ? 'task' : 'tasks'}`;
}

/** Before and after, as on the page of a single job, once there is something to compare. */
function Result({ run }: { readonly run: RecipeRunView }): ReactNode {
  const measured = run.stages.filter(({ evaluation }) => evaluation !== null);
  const [first, ...others] = measured;
  const last = others.at(-1);
  if (first === undefined || last === undefined) return null;
  const over = run.state === 'finished';
  return (
    <section className="us-surface" style={{ padding: 20 }} aria-labelledby="result">
      <Stack gap="md">
        <div>
          <Title order={2} size="h4" id="result">
            {over ? verdict(first.evaluation, last.evaluation) : 'What it has brought so far'}
          </Title>
          <Text size="sm" c="dimmed">
            {run.policy === null ? null : (
              <>
                The new policy is{' '}
                <Anchor
                  component={Link}
                  href={`/policies/${encodeURIComponent(run.policy.id)}`}
                  size="sm"
                  underline="always"
                >
                  {run.policy.title}
                </Anchor>
                .{' '}
              </>
            )}
            {barWords}
          </Text>
        </div>
        <BeforeAfter
          measurements={measured.map(({ title, evaluation }, i) => ({
            title: i === 0 ? 'Before' : over && i === measured.length - 1 ? 'After' : title,
            evaluation,
          }))}
        />
      </Stack>
    </section>
  );
}
