/** An episode of more than 200 steps, opened from the list of its run: from the click to its first step on the screen. */
import { bindTask, loadPack, openTraceStore, openWorkspace, summarizeEvents } from '@understudy/engine';
import type { Browser } from '@playwright/test';
import {
  goldAgent,
  isShift,
  openArena,
  rehearse,
  rewardOf,
  scoreEpisode,
  type Agent,
} from '@understudy/scenarios';
import { address, newPage, type App } from './app.ts';
import { printTimes } from './frames.ts';

const REPEATS = 9;
const RUN = 'long';

/** Looks things up for a hundred turns before it does what is right. */
const slow: Agent = (view) => {
  if (view.turn >= 100) return goldAgent(view);
  if (view.turn % 3 === 0) return { call: 'get_order', arguments: { order_id: String(1000 + view.turn) } };
  return { call: 'search_kb', arguments: { query: `refund ${String(view.turn)}` } };
};

/** Into a workspace that no host has open. */
export async function writeLongEpisodes(folder: string): Promise<void> {
  const pack = loadPack('helpdesk-refunds');
  const arena = await openArena(pack, 'train');
  const task = bindTask(pack, 'train', arena, `${pack.id}/damaged_refund/train/0`);
  if (isShift(task)) throw new Error('a shift is no task of one customer');
  const patient = { ...pack, limits: { ...pack.limits, agent_turns: 200 } };
  const workspace = openWorkspace(folder, { lock: true });
  const store = openTraceStore(workspace);
  try {
    store.createRun({ id: RUN, kind: 'rollout', policyId: 'slow', scenario: pack.id, settings: {} });
    for (let sample = 0; sample < REPEATS + 1; sample += 1) {
      const { log } = rehearse(patient, task, arena, slow, { id: 'slow', seed: sample + 1 });
      const { family, id: taskId } = task;
      const writer = store.beginEpisode({
        ...{ runId: RUN, taskId, family, split: 'train', sample, seed: sample + 1, policyId: 'slow' },
      });
      writer.append(log);
      writer.finish(
        summarizeEvents(log),
        scoreEpisode(task, rewardOf(pack, task.family), log, { arena, pack }),
      );
    }
  } finally {
    store.close();
    workspace.close();
    arena.world.close();
  }
}

/** Each episode is opened for the first time; the first click is a warm-up, in which the host opens the scenario. */
export async function measureReplay(browser: Browser, app: App): Promise<void> {
  const page = await newPage(browser);
  const times: number[] = [];
  for (let i = 0; i < REPEATS + 1; i += 1) {
    await page.goto(address(app, `/runs/${RUN}`));
    const row = page
      .getByRole('grid', { name: 'Episodes' })
      .getByRole('row')
      .nth(i + 1);
    await row.getByText('damaged_refund').waitFor();
    // As long as somebody needs to look at a list.
    await page.waitForTimeout(1500);
    const waiting = page.evaluate(
      async () =>
        new Promise<number>((done) => {
          document.addEventListener(
            'click',
            ({ timeStamp }) => {
              const look = (): void => {
                if (document.querySelector('[role="list"] [aria-current="step"]') === null)
                  requestAnimationFrame(look);
                else done(performance.now() - timeStamp);
              };
              requestAnimationFrame(look);
            },
            { capture: true, once: true },
          );
        }),
    );
    await row.click();
    times.push(await waiting);
    await page.getByText(/Step 0 of 2\d\d/).waitFor();
    // What the scenario says of it comes a moment later.
    await page.waitForTimeout(1000);
  }
  printTimes('replay: 200 steps, from the click', times.slice(1));
  await page.context().close();
}
