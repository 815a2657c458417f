/** Choosing a training: the dataset, who learns, how; with what it would come to in sight before it begins. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { TrainingChoices } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { EmptyState } from '../parts/EmptyState.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { query } from '../shell/live.ts';
import { TrainingForm } from './TrainingForm.tsx';

export function StartTraining(): ReactNode {
  const choices = useQuery(query.training.choices.queryOptions());
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
      <Loaded query={choices}>{(data) => <Ready choices={data} />}</Loaded>
    </Page>
  );
}

function Ready({ choices }: { readonly choices: TrainingChoices }): ReactNode {
  const [, navigate] = useLocation();
  const [dataset] = choices.datasets;
  const [base] = choices.bases;
  if (dataset === undefined)
    return (
      <EmptyState
        title="There is no dataset to learn from yet"
        action={{ label: 'Make a dataset', perform: () => navigate('/datasets/new') }}
      >
        Keep the best episodes of a run as a dataset; then come back.
      </EmptyState>
    );
  if (base === undefined)
    return (
      <EmptyState
        title="No policy here can be trained"
        action={{ label: 'All policies', perform: () => navigate('/policies') }}
      >
        Training needs the weights beside a model file. The embedded model has them where its folder is whole.
      </EmptyState>
    );
  return <TrainingForm choices={choices} first={{ dataset: dataset.folder, base: base.id }} />;
}
