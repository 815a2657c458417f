/** Making a dataset: the runs, the rules, and beside them what they come to while they change; then its name, and it is written. */
import { Button, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { SelectionSpec, SourceRun } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { EmptyState } from '../parts/EmptyState.tsx';
import { ErrorNotice } from '../parts/errors.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { query } from '../shell/live.ts';
import { choiceOf, withRules, withRuns } from './choice.ts';
import classes from './datasets.module.css';
import { Outcome } from './Outcome.tsx';
import { RunPicker } from './RunPicker.tsx';
import { SelectionForm } from './SelectionForm.tsx';
import { WritePanel } from './WritePanel.tsx';

export function NewDataset(): ReactNode {
  const sources = useQuery(query.datasets.sources.queryOptions());
  return (
    <Page
      title="Make a dataset"
      lead="Choose what is worth learning from. The right side shows at once what is kept and what is left out, and why."
      actions={
        <Button component={Link} href="/datasets" variant="default">
          All datasets
        </Button>
      }
    >
      <Loaded query={sources}>
        {({ runs, defaults }) =>
          runs.length === 0 ? <NothingPlayed /> : <Desk runs={runs} defaults={defaults} />
        }
      </Loaded>
    </Page>
  );
}

function NothingPlayed(): ReactNode {
  const [, navigate] = useLocation();
  return (
    <EmptyState
      title="Nothing was played yet"
      action={{ label: 'Start a run', perform: () => navigate('/runs/new') }}
    >
      A dataset is chosen from episodes that were played. Let somebody play first.
    </EmptyState>
  );
}

/** Milliseconds without a change before the host is asked. */
const REST = 120;

function Desk({
  runs,
  defaults,
}: {
  readonly runs: readonly SourceRun[];
  readonly defaults: SelectionSpec;
}): ReactNode {
  const [params, setParams] = useSearchParams();
  const choice = choiceOf(params);
  const [asked] = useDebouncedValue(choice, REST);
  const counts = useQuery({
    ...query.datasets.count.queryOptions({ input: { runs: [...asked.runs], spec: asked.rules } }),
    enabled: asked.runs.length > 0,
    placeholderData: keepPreviousData,
  });
  return (
    <div className={classes['desk']}>
      <Stack gap="xl">
        <RunPicker
          runs={runs}
          chosen={choice.runs}
          onChange={(chosen) => setParams((now) => withRuns(now, chosen), { replace: true })}
        />
        <SelectionForm
          rules={{ ...defaults, ...choice.rules }}
          facets={counts.data?.facets ?? null}
          changed={Object.keys(choice.rules).length > 0}
          onChange={(change) => setParams((now) => withRules(now, change, defaults), { replace: true })}
          onReset={() => setParams((now) => withRules(now, defaults, defaults), { replace: true })}
        />
      </Stack>
      <Stack gap="lg">
        {choice.runs.length === 0 ? (
          <EmptyState title="Choose a run">
            Tick one run or several on the left: their episodes are what can be chosen from.
          </EmptyState>
        ) : counts.error === null ? (
          counts.data === undefined ? null : (
            <>
              <Outcome runs={asked.runs} rules={asked.rules} counts={counts.data}>
                <WritePanel runs={asked.runs} rules={asked.rules} counts={counts.data} />
              </Outcome>
            </>
          )
        ) : (
          <ErrorNotice error={counts.error} retry={() => void counts.refetch()} />
        )}
      </Stack>
    </div>
  );
}
