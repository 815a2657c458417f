/** Datasets: those there are, a new one, and one by itself. */
import type { ReactNode } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { DatasetList } from './DatasetList.tsx';
import { DatasetPage } from './DatasetPage.tsx';
import { NewDataset } from './NewDataset.tsx';

export default function Datasets(): ReactNode {
  return (
    <Switch>
      <Route path="/datasets" component={DatasetList} />
      <Route path="/datasets/new" component={NewDataset} />
      <Route path="/datasets/:folder">
        {({ folder }) => <DatasetPage folder={decodeURIComponent(folder)} />}
      </Route>
      <Route>
        <Redirect to="/datasets" />
      </Route>
    </Switch>
  );
}
