/**
 * Fills a workspace for the replay's tests, in a process of its own: an episode of more than 200 steps, and one in which everything that
 * can be hostile is. Usage: node e2e/replay.seed.ts WORKSPACE
 */
import { bindTask, loadPack, openTraceStore, openWorkspace, type TraceStore } from '@understudy/engine';
import {
  goldAgent,
  isShift,
  openArena,
  rehearse,
  rewardOf,
  scoreEpisode,
  type Agent,
} from '@understudy/scenarios';
import { hostileEpisodes, keep } from './hostile.ts';

const folder = process.argv[2];
if (folder !== undefined) await seed(folder);

async function seed(path: string): Promise<void> {
  const workspace = openWorkspace(path, { lock: true });
  const store = openTraceStore(workspace);
  try {
    await longEpisode(store);
    hostileEpisodes(store);
  } finally {
    store.close();
    workspace.close();
  }
}

/** An agent that looks things up for a hundred turns before it does what is right. */
async function longEpisode(store: TraceStore): Promise<void> {
  const pack = loadPack('helpdesk-refunds');
  const arena = await openArena(pack, 'train');
  const task = bindTask(pack, 'train', arena, `${pack.id}/damaged_refund/train/0`);
  if (isShift(task)) throw new Error('a shift is no task of one customer');
  const slow: Agent = (view) => {
    if (view.turn >= 100) return goldAgent(view);
    if (view.turn % 3 === 0) return { call: 'get_order', arguments: { order_id: String(1000 + view.turn) } };
    return { call: 'search_kb', arguments: { query: `refund ${String(view.turn)}` } };
  };
  const patient = { ...pack, limits: { ...pack.limits, agent_turns: 200 } };
  const { log } = rehearse(patient, task, arena, slow, { id: 'seed', seed: 1 });
  keep(
    store,
    'replay-long',
    task.id,
    log,
    scoreEpisode(task, rewardOf(pack, task.family), log, { arena, pack }),
  );
}
