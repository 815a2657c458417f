/** Where the screens begin. */
import '@fontsource-variable/inter';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './shell/shell.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './shell/App.tsx';
import { connect } from './shell/connection.ts';
import { screenAt } from './shell/places.ts';

/** Longer than this nobody looks at nothing: then the frame comes first, and the screen when its code is there. */
const PATIENCE_MS = 200;

const place = document.getElementById('root');
if (place !== null) {
  connect();
  const patience = new Promise((done) => setTimeout(done, PATIENCE_MS));
  // Its error is the screen's own, which shows it.
  await Promise.race([
    screenAt(location.pathname)
      ?.load()
      .catch(() => undefined),
    patience,
  ]);
  createRoot(place).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
