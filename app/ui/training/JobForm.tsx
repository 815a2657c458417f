/** A single job: how it learns first, then the form of that. */
import { Stack } from '@mantine/core';
import type { TrainingChoices } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { EmptyState } from '../parts/EmptyState.tsx';
import { ChoiceCards } from './ChoiceCards.tsx';
import { DatasetForm } from './DatasetForm.tsx';
import { LiveForm } from './LiveForm.tsx';
import { MergeForm } from './MergeForm.tsx';
import { methods, missingFor, type Method } from './ways.ts';

export function JobForm({ choices }: { readonly choices: TrainingChoices }): ReactNode {
  const [params, setParams] = useSearchParams();
  const put = (key: string, value: string): void => {
    const others = [...params].filter(([at]) => at !== key);
    setParams(new URLSearchParams([...others, [key, value]]), { replace: true });
  };
  const dataset =
    choices.datasets.find(({ folder }) => folder === params.get('dataset')) ?? choices.datasets[0];
  const base = choices.bases.find(({ id }) => id === params.get('base')) ?? choices.bases[0];
  const scenario =
    choices.measurable.find(({ id }) => id === params.get('scenario')) ??
    choices.measurable.find(({ id }) => id === dataset?.scenario) ??
    choices.measurable[0];
  const cards = methods.map((one) => ({ ...one, missing: whyNot(one.value, choices, dataset) }));
  const wanted = cards.find(({ value }) => value === params.get('method')) ?? cards[0];
  // A way to learn that is closed gives place to the first that is open.
  const method = (wanted?.missing === null ? wanted : cards.find(({ missing }) => missing === null))?.value;
  if (base === undefined || scenario === undefined || method === undefined)
    return (
      <EmptyState title="No policy here can be trained">
        Training needs the weights beside a model file. The embedded model has them where its folder is whole.
      </EmptyState>
    );
  return (
    <Stack gap="lg">
      <ChoiceCards
        label="How it learns"
        cards={cards}
        value={method}
        choose={(value) => {
          put('method', value);
        }}
      />
      {method === 'grpo' ? (
        <LiveForm choices={choices} scenario={scenario.id} base={base.id} put={put} />
      ) : method === 'merge' ? (
        <MergeForm choices={choices} scenario={scenario.id} put={put} />
      ) : dataset === undefined ? null : (
        // Settings belong to a way of learning.
        <DatasetForm
          key={method}
          choices={choices}
          method={method}
          dataset={dataset}
          base={base.id}
          put={put}
        />
      )}
    </Stack>
  );
}

/** Why it cannot be chosen; null where it can. */
function whyNot(
  method: Method,
  { mergeable }: TrainingChoices,
  dataset: TrainingChoices['datasets'][number] | undefined,
): string | null {
  if (method === 'grpo') return null;
  if (method === 'merge') return mergeable.length < 2 ? 'It takes two policies; there is one so far.' : null;
  if (dataset === undefined) return 'There is no dataset yet: keep the best episodes of a run as one.';
  return missingFor(method, dataset);
}
