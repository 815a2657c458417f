/** Scenarios: the packs there are, and the designer of one. */
import type { ReactNode } from 'react';
import { Route, Switch } from 'wouter';
import { Designer } from './Designer.tsx';
import { PackListScreen } from './list/PackList.tsx';
import './scenarios.css';

export default function Scenarios(): ReactNode {
  return (
    <Switch>
      <Route path="/scenarios/:id">{({ id }) => <Designer key={id} id={decodeURIComponent(id)} />}</Route>
      <Route>
        <PackListScreen />
      </Route>
    </Switch>
  );
}
