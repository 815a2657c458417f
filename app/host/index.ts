/**
 * The host: the typed contract for the screens, on this machine's loopback. The open protocols have entrances of their own
 * (`/environment`, `/model-server`), so that a command that needs one of them does not load the screens' side.
 */
export { openHost, type Host, type HostOptions } from './host.ts';
export { contentSecurityPolicy, serveHost, subprotocol, type Served, type ServeOptions } from './serve.ts';
export { accessToken } from './token.ts';
export { episodePage } from './episodes/page.ts';
export { shareFileName, shareHtml } from './episodes/share.ts';
