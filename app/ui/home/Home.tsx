/** Home: the loop as a picture with its counts, one more turn of it, and what the last turn brought. */
import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { query } from '../shell/live.ts';
import { LastResult } from './LastResult.tsx';
import { LoopPicture } from './LoopPicture.tsx';
import { TurnPanel } from './TurnPanel.tsx';

export default function Home(): ReactNode {
  const counts = useQuery(query.home.counts.queryOptions());
  const reports = useQuery(query.home.reports.queryOptions());
  return (
    <Page
      title="Home"
      lead="Agents rehearse here before they meet customers. What goes well becomes lessons, lessons become a better model, and held-out tasks prove it."
    >
      <Stack gap="lg">
        <Loaded query={counts}>
          {(data) => (
            <>
              <LoopPicture counts={data} />
              <TurnPanel first={data.episodes === 0} />
            </>
          )}
        </Loaded>
        <Loaded query={reports}>
          {([last]) => (last === undefined ? null : <LastResult report={last} />)}
        </Loaded>
      </Stack>
    </Page>
  );
}
