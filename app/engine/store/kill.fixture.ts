/**
 * The process that `kill.test.ts` kills: plays made-up episodes into a workspace and prints each acknowledgement, so that
 * the test knows what must still be there. Arguments: workspace folder, number of tasks.
 */
import { writeSync } from 'node:fs';
import { sampleEvents, sampleReward, sampleStart } from './sample.fixture.ts';
import { summarizeEvents } from './summary.ts';
import { episodeKey, openTraceStore } from './traces.ts';
import { openWorkspace } from './workspace.ts';

const [folder = '', count = '0'] = process.argv.slice(2);
const workspace = openWorkspace(folder, { lock: true });
const store = openTraceStore(workspace);
store.createRun({
  id: 'run-1',
  kind: 'rollout',
  policyId: 'p',
  scenario: 's',
  settings: { tasks: 'made up' },
});
const done = store.finishedKeys('run-1');
for (let task = 0; task < Number(count); task += 1) {
  const taskId = `task-${task}`;
  if (done.has(episodeKey(taskId, 0))) continue;
  const events = sampleEvents(taskId, 5);
  const writer = store.beginEpisode(sampleStart(taskId, 0));
  for (let from = 0; from < events.length; from += 3) {
    const part = events.slice(from, from + 3);
    writer.append(part);
    writeSync(1, `appended ${writer.episodeId} ${from + part.length}\n`);
  }
  writer.finish(summarizeEvents(events), sampleReward(task % 2));
  writeSync(1, `finished ${episodeKey(taskId, 0)}\n`);
}
store.close();
workspace.close();
