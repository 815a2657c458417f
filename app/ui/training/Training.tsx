/** Training: what learns and what has learned, starting more of it, and one job by itself. */
import type { ReactNode } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { JobList } from './JobList.tsx';
import { JobPage } from './JobPage.tsx';
import { RecipePage } from './RecipePage.tsx';
import { StartTraining } from './StartTraining.tsx';

export default function Training(): ReactNode {
  return (
    <Switch>
      <Route path="/training" component={JobList} />
      <Route path="/training/new" component={StartTraining} />
      <Route path="/training/recipes/:id">{({ id }) => <RecipePage key={id} id={id} />}</Route>
      <Route path="/training/:id">
        {({ id }) => {
          const job = decodeURIComponent(id);
          return <JobPage key={job} id={job} />;
        }}
      </Route>
      <Route>
        <Redirect to="/training" />
      </Route>
    </Switch>
  );
}
