/** The app's host as a process of its own, with its memory to be asked for: `node --expose-gc bench/screens/host.ts WORKSPACE`. */
import { resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { accessToken, openHost, serveHost } from '@understudy/host';

const [folder = ''] = process.argv.slice(2);
const host = openHost({ workspace: folder });
const ui = resolve(import.meta.dirname, '..', '..', 'app', 'ui', 'dist');
const served = await serveHost(host, { port: 0, token: accessToken(host.context.workspace), ui });

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

process.on('message', (asked) => {
  if (asked === 'stop') void served.close().then(() => host.close().then(() => process.disconnect()));
  if (asked !== 'state') return;
  const longest = delay.max / 1e6;
  globalThis.gc?.();
  const { heapUsed: heap, rss } = process.memoryUsage();
  const busy = host.context.works.list().some(({ status }) => status === 'running');
  delay.reset();
  process.send?.({ heap, rss, busy, longest });
});
process.send?.({ url: served.url });
