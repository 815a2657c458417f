/** Starting something: a recipe from beginning to end, or one job; with what it would come to in sight before it begins. */
import { Button, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'wouter';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { query } from '../shell/live.ts';
import { JobForm } from './JobForm.tsx';
import { RecipeForm } from './RecipeForm.tsx';

export function StartTraining(): ReactNode {
  const choices = useQuery(query.training.choices.queryOptions());
  const [params, setParams] = useSearchParams();
  // Whoever comes from a dataset or a policy means that one.
  const way = params.get('way') ?? (params.has('dataset') || params.has('base') ? 'job' : 'recipe');
  return (
    <Page
      title="Start a training"
      lead="The policy you start from stays as it is. What is trained becomes a new policy beside it."
      actions={
        <Button component={Link} href="/training" variant="default">
          All trainings
        </Button>
      }
    >
      <SegmentedControl
        aria-label="What to start"
        w="fit-content"
        data={[
          { value: 'recipe', label: 'A recipe, from playing to measuring' },
          { value: 'job', label: 'One job' },
        ]}
        value={way === 'job' ? 'job' : 'recipe'}
        onChange={(value) => {
          const others = [...params].filter(([key]) => key !== 'way');
          setParams(new URLSearchParams([...others, ['way', value]]), { replace: true });
        }}
      />
      <Loaded query={choices}>
        {(data) => (way === 'job' ? <JobForm choices={data} /> : <RecipeForm choices={data} />)}
      </Loaded>
    </Page>
  );
}
