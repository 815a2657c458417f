/** The host: the typed contract for the screens, and the open protocols, on this machine's loopback. */
export { openHost, type Host, type HostOptions } from './host.ts';
export { contentSecurityPolicy, serveHost, subprotocol, type Served, type ServeOptions } from './serve.ts';
export { accessToken } from './token.ts';
export * from './environment/server.ts';
export { serveModel, type ServedModel, type ServeModel } from './model-server/serve-model.ts';
