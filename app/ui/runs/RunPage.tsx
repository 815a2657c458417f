/** One run: how far it is and how it goes, each episode as a square, and its episodes as a list. */
import { Badge, Button, Group, Stack, Title } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { RunOverview } from '@understudy/host/contract';
import { useMemo, type ReactNode } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { count, dateTime } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { useActions, type Action } from '../shell/actions.tsx';
import { query } from '../shell/live.ts';
import { EpisodeTable } from './EpisodeTable.tsx';
import { FilterBar } from './FilterBar.tsx';
import { searchOf } from './filters.ts';
import { RunControls } from './RunControls.tsx';
import { RunGridView } from './RunGridView.tsx';

export function RunPage({ id }: { readonly id: string }): ReactNode {
  const run = useQuery(query.runs.get.queryOptions({ input: { id } }));
  return <Loaded query={run}>{(data) => <Shown run={data} />}</Loaded>;
}

/** Above this many episodes single squares say nothing any more. */
const LARGEST_GRID = 6000;

function Shown({ run }: { readonly run: RunOverview }): ReactNode {
  const [params] = useSearchParams();
  const search = { ...searchOf(params), runs: [run.id] };
  const { episodes, planned } = run;
  // Held-out tasks never enter a dataset.
  const learning = run.kind === 'evaluation' || episodes === 0 ? null : datasetPath(run.id);
  useDatasetKey(learning);
  const far =
    planned === null || episodes >= planned
      ? `${count(episodes)} episodes`
      : `${count(episodes)} of ${count(planned)} episodes`;
  return (
    <Page
      title={run.title}
      lead={`${run.kind === 'evaluation' ? 'Held-out tasks, for measuring' : 'Training tasks'}, played by ${run.policyId}. Started ${dateTime(run.createdAt)}; ${far}.`}
      actions={
        <>
          {run.work === null ? null : (
            <Badge variant="light" size="lg">
              Playing
            </Badge>
          )}
          <RunControls run={run} />
          <Button component={Link} href="/runs" variant="default">
            All runs
          </Button>
          {learning === null ? null : (
            <Button component={Link} href={learning} leftSection={<IconStack2 size={16} aria-hidden />}>
              Make a dataset
            </Button>
          )}
        </>
      }
    >
      {episodes <= LARGEST_GRID ? <RunGridView id={run.id} /> : null}
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4">
            Episodes
          </Title>
        </Group>
        <FilterBar hide={['scenarios', 'policies', 'splits']} />
        <EpisodeTable
          search={search}
          height={460}
          hide={['policy', 'scenario']}
          empty={run.work === null ? 'No episode of this run matches.' : 'The first episode is being played.'}
        />
      </Stack>
    </Page>
  );
}

function datasetPath(run: string): string {
  return `/datasets/new?run=${encodeURIComponent(run)}`;
}

function useDatasetKey(path: string | null): void {
  const [, navigate] = useLocation();
  useActions(
    useMemo<readonly Action[]>(
      () =>
        path === null
          ? []
          : [
              {
                id: 'dataset-of-run',
                label: 'Make a dataset of this run',
                group: 'Runs',
                keywords: 'select keep learn',
                keys: 'd',
                perform: () => navigate(path),
              },
            ],
      [navigate, path],
    ),
  );
}
