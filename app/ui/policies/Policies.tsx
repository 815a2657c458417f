/** Policies: who can play here, where each came from, and a word with any of them. */
import type { ReactNode } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { PolicyList } from './PolicyList.tsx';
import { PolicyPage } from './PolicyPage.tsx';

export default function Policies(): ReactNode {
  return (
    <Switch>
      <Route path="/policies" component={PolicyList} />
      <Route path="/policies/:id">{({ id }) => <PolicyPage id={decodeURIComponent(id)} />}</Route>
      <Route>
        <Redirect to="/policies" />
      </Route>
    </Switch>
  );
}
