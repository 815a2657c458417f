/** What no page may do, whatever it holds: permissions, other places, new windows, embedded pages, downloads from elsewhere. */
import { app, session, type WebContents } from 'electron';
import { isOwn, origin } from './address.ts';
import { openExternal } from './external.ts';

/** Copying a link is all that the screens need of the system. */
const granted: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Call once, when Electron is ready and before the first window. */
export function lockDown(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, permission, decide, details) =>
    decide(granted.has(permission) && isOwn(details.requestingUrl)),
  );
  defaultSession.setPermissionCheckHandler(
    (_contents, permission, requesting) => granted.has(permission) && isOwn(requesting),
  );
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.on('will-download', (event, item) => {
    // A file that a screen made comes as a blob of its own origin; the system's dialog asks where to put it.
    const from = item.getURL();
    if (!isOwn(from) && !from.startsWith(`blob:${origin}/`)) event.preventDefault();
  });
  app.on('web-contents-created', (_event, contents) => confine(contents));
}

/** Applies to every page there will ever be, a window's or not. */
function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOwn(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOwn(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    void openExternal(url);
    return { action: 'deny' };
  });
}
