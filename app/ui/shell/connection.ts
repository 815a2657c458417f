/**
 * The one connection to the host: a message port in Electron, a WebSocket in a browser. It comes back by itself when the host does;
 * calls made in between wait. Nothing else in the screens knows which of the two it is.
 */
import { createORPCClient, DynamicLink, type ClientContext, type ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { contract } from '@understudy/host/contract';
import { accessToken, forgetToken } from './token.ts';
import { shell } from './shell.ts';

export type Api = ContractRouterClient<typeof contract>;

/** `refused`: the host answers, but not to us; the address it printed is needed. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused';

type Link = ClientLink<ClientContext>;

const RETRY_MS = 700;
/** A host that has just come back may answer the page before it answers us: only so many refusals in a row are one. */
const REFUSALS = 3;

let state: ConnectionState = 'connecting';
let current = Promise.withResolvers<Link>();
const listeners = new Set<() => void>();

function become(next: ConnectionState): void {
  if (next === state) return;
  if (state === 'open') current = Promise.withResolvers<Link>();
  state = next;
  for (const listener of listeners) listener();
}

export const connection = {
  state: (): ConnectionState => state,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** Every procedure of the contract. A call rejects with an ORPCError whose `data.remedy` says what to do. */
export const api: Api = createORPCClient(new DynamicLink(() => current.promise));

/** Begins to connect, once. */
export function connect(): void {
  const bridge = shell();
  if (bridge === null) connectSocket();
  else void connectPort(bridge);
}

function connectSocket(refusals = 0): void {
  const token = accessToken();
  if (token === null) return become('refused');
  const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/`;
  const socket = new WebSocket(address, ['understudy', token]);
  let opened = false;
  socket.addEventListener('open', () => {
    opened = true;
    current.resolve(new SocketLink({ websocket: socket }));
    become('open');
  });
  socket.addEventListener('close', () => {
    if (opened) {
      become('lost');
      setTimeout(() => connectSocket(), RETRY_MS);
      return;
    }
    // A browser does not say why: the page itself answers when the host is there and only our token is wrong.
    void fetch('/icon.svg', { cache: 'no-store' }).then(
      () => {
        if (refusals + 1 < REFUSALS) {
          setTimeout(() => connectSocket(refusals + 1), RETRY_MS);
          return;
        }
        forgetToken(token);
        become('refused');
      },
      () => {
        become('lost');
        setTimeout(() => connectSocket(), RETRY_MS);
      },
    );
  });
}

async function connectPort(bridge: NonNullable<ReturnType<typeof shell>>): Promise<void> {
  const open = async (): Promise<void> => {
    const id = crypto.randomUUID();
    const arrived = new Promise<MessagePort>((done) => {
      const listen = (event: MessageEvent<unknown>): void => {
        const port = event.ports[0];
        if (event.source !== window || port === undefined || !isPort(event.data, id)) return;
        window.removeEventListener('message', listen);
        done(port);
      };
      window.addEventListener('message', listen);
    });
    await bridge.connect(id);
    const port = await arrived;
    port.start();
    current.resolve(new PortLink({ port }));
    become('open');
  };
  bridge.onHost((host) => {
    if (host === 'gone') become('lost');
    else void open();
  });
  await open();
}

function isPort(data: unknown, id: string): boolean {
  return (
    typeof data === 'object' &&
    data !== null &&
    'understudy' in data &&
    data.understudy === 'port' &&
    'id' in data &&
    data.id === id
  );
}
