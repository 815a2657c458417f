/** Runs: what was played and is being played, a run by itself, and a search over all episodes. */
import type { ReactNode } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { EpisodesPage } from './EpisodesPage.tsx';
import { RunList } from './RunList.tsx';
import { RunPage } from './RunPage.tsx';
import { StartRun } from './StartRun.tsx';

export default function Runs(): ReactNode {
  return (
    <Switch>
      <Route path="/runs" component={RunList} />
      <Route path="/runs/new" component={StartRun} />
      <Route path="/runs/episodes" component={EpisodesPage} />
      <Route path="/runs/:id">{({ id }) => <RunPage id={decodeURIComponent(id)} />}</Route>
      <Route>
        <Redirect to="/runs" />
      </Route>
    </Switch>
  );
}
