/** All episodes of the workspace, searched. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'wouter';
import { Page } from '../parts/Page.tsx';
import { EpisodeTable } from './EpisodeTable.tsx';
import { FilterBar } from './FilterBar.tsx';
import { restrictions, searchOf } from './filters.ts';

export function EpisodesPage(): ReactNode {
  const [params] = useSearchParams();
  const search = searchOf(params);
  return (
    <Page
      title="Episodes"
      lead="Every conversation that was played, with everything that was said and done in it."
      actions={
        <Button component={Link} href="/runs" variant="default">
          All runs
        </Button>
      }
    >
      <FilterBar />
      <EpisodeTable
        search={search}
        height="calc(100vh - 290px)"
        empty={
          restrictions(search) === 0
            ? 'Start a run, and every episode of it appears here.'
            : 'Nothing matches. Take a word or a filter away.'
        }
      />
    </Page>
  );
}
