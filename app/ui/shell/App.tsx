/** The app: its providers, its frame, and the screen of the place where we are. */
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { Suspense, useEffect, type ReactNode } from 'react';
import { Route, Switch } from 'wouter';
import { EmptyState } from '../parts/EmptyState.tsx';
import { Waiting } from '../parts/Loaded.tsx';
import { ActionsProvider } from './actions.tsx';
import { Crashed } from './Crashed.tsx';
import { DesktopShell } from './DesktopShell.tsx';
import { Frame } from './Frame.tsx';
import { followChanges, queryClient } from './live.ts';
import { pages, places } from './places.ts';
import { loadAhead } from './screens.tsx';
import { cssVariables, theme } from './theme.ts';

export function App(): ReactNode {
  useEffect(() => {
    const stop = new AbortController();
    void followChanges(stop.signal);
    void loadAhead([...pages, ...places], stop.signal);
    return () => stop.abort();
  }, []);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <ActionsProvider>
          <Notifications position="bottom-right" />
          <DesktopShell />
          <Frame>
            <Screens />
          </Frame>
        </ActionsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** One crash boundary a screen: another place still works, and leaving the broken one clears it. */
function Screens(): ReactNode {
  return (
    <Switch>
      {[...places, ...pages].map(({ path, screen: Screen }) => (
        <Route key={path} path={path === '/' ? '/' : `${path}/*?`}>
          <Crashed key={path}>
            <Suspense fallback={<Waiting />}>
              <Screen />
            </Suspense>
          </Crashed>
        </Route>
      ))}
      <Route>
        <EmptyState title="There is nothing at this address">
          Choose a place on the left, or search with the command palette.
        </EmptyState>
      </Route>
    </Switch>
  );
}
