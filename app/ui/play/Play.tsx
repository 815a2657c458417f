/** Play: take a seat yourself. Below /play is the choice of a case and your earlier plays; a stage has an address of its own. */
import { Button, Group } from '@mantine/core';
import type { StageSetting, StageView } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { Page } from '../parts/Page.tsx';
import { EarlierPlays } from './EarlierPlays.tsx';
import { Stage } from './Stage.tsx';
import { StartPlay } from './StartPlay.tsx';

export default function Play(): ReactNode {
  const [location] = useLocation();
  const stage = /^\/play\/([^/]+)$/.exec(location)?.[1];
  if (stage !== undefined)
    return (
      <Page
        title="Play"
        lead="Every move is kept as it is made. The score comes at the end, as for every agent."
        actions={
          <Button component={Link} href="/play" variant="default">
            Another case
          </Button>
        }
      >
        <Stage key={stage} id={decodeURIComponent(stage)} after={afterwards} />
      </Page>
    );
  return (
    <Page
      title="Play"
      lead="Do the agent’s work yourself, or be the customer an agent has to serve. It is the best way to know what a case asks for."
    >
      <StartPlay />
      <EarlierPlays />
    </Page>
  );
}

function afterwards(_view: StageView, { episodeId }: StageSetting): ReactNode {
  return (
    <Group gap="xs">
      {episodeId === null ? null : (
        <Button component={Link} href={`/episodes/${encodeURIComponent(episodeId)}`} size="sm">
          Look at it step by step
        </Button>
      )}
      <Button component={Link} href="/play" size="sm" variant="default">
        Play another case
      </Button>
    </Group>
  );
}
