/**
 * Fills a workspace with nothing but hostile things: episodes, labels, a dataset, a pack with a version, a policy, a report of the loop, and
 * folders that are damaged. Usage: node e2e/hostile.seed.ts WORKSPACE
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addEndpoint,
  addPack,
  openTraceStore,
  openWorkspace,
  select,
  selectionSpecSchema,
  starterDocument,
  writeDataset,
} from '@understudy/engine';
import { z } from 'zod';
import { hostile, hostileEpisodes, keep } from './hostile.ts';

const all = hostile.join('\n');
// Braces are places in a policy text, and this must be a valid one.
const text = hostile.filter((one) => !one.includes('{')).join('\n');
const group = z.record(z.string(), z.json());

const folder = z.string().parse(process.argv[2]);
const workspace = openWorkspace(folder, { lock: true });
const store = openTraceStore(workspace);
try {
  hostileEpisodes(store);
  const [first] = store.episodes();
  if (first === undefined) throw new Error('nothing was seeded');
  store.labels.set({ episodeId: first.id, reviewer: hostile[1] ?? '', seq: null, verdict: 'bad', note: all });
  // The same words in an episode that passes, so that it gets as far as a dataset.
  const events = store.events(first.id).map((event) => {
    if (event.type === 'opened') return { ...event, tools: [] };
    if (event.type !== 'agent_turn') return event;
    const { malformed: _malformed, by: _by, ...turn } = event;
    return turn;
  });
  keep(store, 'hostile-kept', first.taskId, events, { value: 1, success: true, components: [], flags: [] });
  const spec = selectionSpecSchema.parse({});
  writeDataset(workspace, store, select(store.candidates(['hostile-kept']), spec), {
    ...{ name: 'hostile', scenario: all, policies: ['seed', all], modelHash: null, tools: [] },
  });
  const pack = group.parse(starterDocument(`${hostile[1] ?? ''} ${hostile[0] ?? ''}`));
  const families = z.array(group).parse(pack['families']);
  addPack(workspace, {
    id: 'hostile',
    note: all,
    document: {
      ...pack,
      description: all,
      policy: `${z.string().parse(pack['policy'])}\n${text}`,
      families: families.map((family) => ({ ...family, title: all, description: all })),
    },
  });
  const address = 'http://127.0.0.1:9/v1#<script>window.pwned=1</script>';
  addEndpoint(workspace, { id: 'hostile', title: hostile[1] ?? '', address, keyVariable: null });
} finally {
  store.close();
  workspace.close();
}

mkdirSync(join(folder, 'reports', 'hostile'), { recursive: true });
const summary = { episodes: 1, success: { rate: 0.5, low: 0.1, high: 0.9 } };
writeFileSync(
  join(folder, 'reports', 'hostile', 'report.json'),
  JSON.stringify({
    ...{
      v: 1,
      scenario: all,
      finishedAt: '2026-01-01T00:00:00.000Z',
      incomplete: all,
      timings: [{ seconds: 1 }],
    },
    evaluations: [{ label: all, runId: 'hostile-kept', summary }],
    comparison: { clearlyBetter: false, families: [{ family: all, before: 0, after: 1 }] },
  }),
);
mkdirSync(join(folder, 'datasets', '<img src=x onerror=window.pwned=1>'));
mkdirSync(join(folder, 'scenarios', 'broken'));
writeFileSync(join(folder, 'scenarios', 'broken', 'draft.json'), all);
