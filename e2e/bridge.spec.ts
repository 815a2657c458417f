/**
 * The screens inside of the desktop shell, with a stand-in of its bridge: the connection over a message port, menu, addresses of other
 * programs, the system's notifications, a host that is gone and comes back. Electron itself is in desktop.spec.ts.
 */
import type { Page } from '@playwright/test';
import { expect, test as base, understudy, visit, type RunningApp } from './app.ts';

const test = base.extend<object, { readonly workspace: string }>({
  workspace: [
    async ({ workspace }, use) => {
      await understudy(
        'run',
        ...['--workspace', workspace, '--scenario', 'helpdesk-refunds', '--policy', 'gold'],
        ...['--name', 'gold', '--tasks', '2', '--samples', '1'],
      );
      await use(workspace);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

const EPISODE = 'gold/helpdesk-refunds/damaged_refund/train/0#0';

/** What the stand-in was asked, and ways to play the shell's part. */
interface StandIn {
  readonly menu: readonly { readonly id: string; readonly label: string; readonly keys?: string }[];
  readonly notified: readonly { readonly title: string; readonly body: string }[];
  readonly say: (channel: 'action' | 'link' | 'host', what: unknown) => void;
  readonly cut: () => void;
}
declare global {
  interface Window {
    readonly standIn: StandIn;
  }
}

/** Ports lead to the host's socket: both carry the same messages. */
async function inShell(page: Page, app: RunningApp): Promise<void> {
  const { host, hash } = new URL(app.url);
  const token = new URLSearchParams(hash.slice(1)).get('token') ?? '';
  await page.addInitScript(
    ({ address, secret }) => {
      const listeners = new Map<string, Set<(what: never) => void>>();
      const sockets = new Set<WebSocket>();
      const menu: unknown[] = [];
      const notified: unknown[] = [];
      const listen =
        (channel: string) =>
        (listener: (what: never) => void): (() => void) => {
          const all = listeners.get(channel) ?? new Set();
          listeners.set(channel, all.add(listener));
          return () => void all.delete(listener);
        };
      const bridge = {
        shell: 'electron',
        platform: 'linux',
        connect: async (id: string): Promise<void> => {
          const { port1, port2 } = new MessageChannel();
          const socket = new WebSocket(address, ['understudy', secret]);
          socket.binaryType = 'arraybuffer';
          sockets.add(socket);
          await new Promise((done) => socket.addEventListener('open', done));
          type Sent = MessageEvent<string | ArrayBuffer>;
          port1.addEventListener('message', ({ data }: Sent) => socket.send(data));
          socket.addEventListener('message', ({ data }: Sent) => port1.postMessage(data));
          port1.start();
          window.postMessage({ understudy: 'port', id }, window.location.origin, [port2]);
        },
        setActions: async (actions: readonly unknown[]): Promise<void> => {
          menu.splice(0, menu.length, ...actions);
        },
        notify: async (what: unknown): Promise<void> => void notified.push(what),
        onAction: listen('action'),
        onLink: listen('link'),
        onHost: listen('host'),
        pathOf: () => '/home/me/model.gguf',
      };
      const say = (channel: string, what: unknown): void => {
        for (const listener of listeners.get(channel) ?? []) Reflect.apply(listener, undefined, [what]);
      };
      const cut = (): void => {
        for (const socket of sockets) socket.close();
      };
      Object.assign(window, { understudy: bridge, standIn: { menu, notified, say, cut } });
    },
    { address: `ws://${host}/`, secret: token },
  );
}

test('the screens work over a port, their actions stand in the menu and are done from there', async ({
  page,
  app,
}) => {
  await inShell(page, app);
  await visit(page, app, '/runs');
  await expect(page.getByRole('main')).toContainText('scripted:gold');
  await expect
    .poll(() => page.evaluate(() => window.standIn.menu.map(({ label }) => label)))
    .toEqual(expect.arrayContaining(['Go to Datasets', 'Show all keys']));
  const keys = await page.evaluate(() => window.standIn.menu.flatMap((entry) => entry.keys ?? []));
  expect(keys).toContain('mod+k');
  await page.evaluate(() => {
    const entry = window.standIn.menu.find(({ label }) => label === 'Go to Datasets');
    window.standIn.say('action', entry?.id);
  });
  await expect(page.getByRole('heading', { name: 'Datasets', level: 1 })).toBeVisible();
});

test('an address of another program leads to the episode and its step', async ({ page, app }) => {
  await inShell(page, app);
  await visit(page, app, '/');
  await page.evaluate((id) => window.standIn.say('link', { kind: 'episode', id, step: 3 }), EPISODE);
  await expect(page).toHaveURL(/\/episodes\/gold%2F.*%230\?step=3$/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('long work that ended is told to the system, and a host that was gone is found again', async ({
  page,
  app,
}) => {
  await inShell(page, app);
  await visit(page, app, '/runs/new?scenario=helpdesk-refunds&policy=gold');
  await page.getByRole('button', { name: /^Play \d+ episodes/ }).click();
  await expect.poll(() => page.evaluate(() => window.standIn.notified[0]?.title)).toMatch(/: done$/);
  await page.evaluate(() => {
    window.standIn.say('host', 'gone');
    window.standIn.cut();
  });
  await expect(page.getByText('The connection to Understudy was lost')).toBeVisible();
  await page.evaluate(() => window.standIn.say('host', 'ready'));
  await expect(page.getByText('The connection to Understudy was lost')).toBeHidden();
  await page.getByRole('link', { name: 'Policies' }).click();
  await expect(page.getByRole('link', { name: 'The embedded model' })).toBeVisible();
});
