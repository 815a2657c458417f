/** Says when the host cannot be reached, and that nothing is lost by it. */
import { Alert, Code } from '@mantine/core';
import { useSyncExternalStore, type ReactNode } from 'react';
import { connection } from './connection.ts';

export function ConnectionNotice(): ReactNode {
  const state = useSyncExternalStore(connection.subscribe, connection.state);
  if (state === 'refused')
    return (
      <Alert color="red" title="This window was opened without its key" mb="md" role="alert">
        Open the address that <Code>npm start</Code> prints: it brings the key that lets this browser in.
      </Alert>
    );
  if (state === 'lost')
    return (
      <Alert color="yellow" title="The connection to Understudy was lost" mb="md" role="status">
        It is tried again by itself. Training jobs go on without this window; what was acknowledged is saved.
      </Alert>
    );
  return null;
}
