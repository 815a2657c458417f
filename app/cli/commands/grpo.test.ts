// The whole way: the command, its environment server, the trainer, and episodes whose tokens are those the local policy would use.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  embeddedModel,
  loadPack,
  openLocalPolicy,
  openSplit,
  openTraceStore,
  openWorkspace,
  trainerStatus,
} from '@understudy/engine';
import type { EpisodeEvent, Message } from '@understudy/scenarios';
import { expect, test, vi } from 'vitest';
import { understudy } from '../program.ts';

const status = await trainerStatus();
if (status.kind !== 'ready') {
  const why =
    status.kind === 'missing' ? status.reason : status.doctor.missing.map((one) => one.package).join(', ');
  console.log(`The test of grpo is left out: ${why}`);
}

/** The conversation before each turn of the agent, with the turn's tokens. */
function turnsOf(events: readonly EpisodeEvent[]) {
  const talk: Message[] = [];
  const turns: { readonly before: readonly Message[]; readonly prompt: readonly number[] }[] = [];
  for (const event of events) {
    if (event.type === 'opened') talk.push({ role: 'system', content: event.system });
    if (event.type === 'user_message') talk.push({ role: 'user', content: event.text });
    if (event.type === 'agent_turn') {
      turns.push({ before: [...talk], prompt: event.tokens?.promptIds ?? [] });
      talk.push({ role: 'assistant', content: event.text, toolCalls: event.toolCalls });
      // What could not be read is answered by a complaint that no event holds.
      if (event.malformed !== undefined) break;
    }
    if (event.type === 'tool_result') {
      const { outcome, callId, name } = event;
      const { code = '', message = '', hint } = outcome.ok ? {} : outcome.error;
      const content = outcome.ok
        ? outcome.result
        : { error: code, message, ...(hint === undefined ? {} : { hint }) };
      talk.push({ role: 'tool', callId, name, content: JSON.stringify(content) });
    }
  }
  return turns;
}

test.skipIf(status.kind !== 'ready')(
  'grpo learns from live episodes, keeps them, and goes on where it was',
  { timeout: 180_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'grpo-'));
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const command = ['grpo', '--workspace', folder, '--pool', '4', '--groups', '2', '--group', '3'];
    const how = ['--process', 'both', '--overlap', '--generation', 'transformers'];
    const rest = ['--steps', '2', ...how, '--no-export', '--name', 'tiny'];
    let run: string;
    try {
      expect(await understudy([...command, ...rest])).toBe(0);
      const [job = '', ...more] = readdirSync(join(folder, 'jobs'));
      expect(job).toMatch(/^grpo-tiny-[0-9a-f]{6}$/);
      const asked = readFileSync(join(folder, 'jobs', job, 'job.json'), 'utf8');
      expect(JSON.parse(asked)).toMatchObject({ rl: { staleness: 1, generation: 'transformers' } });
      const model = join(folder, 'jobs', job, 'out', 'model');
      expect(out).toHaveBeenLastCalledWith(`${model}\n`);
      expect(existsSync(join(model, 'model.safetensors'))).toBe(true);
      // Finished: the same command has nothing to do.
      expect(await understudy([...command, ...rest])).toBe(0);
      expect(more).toEqual([]);
      run = job;
    } finally {
      out.mockRestore();
      err.mockRestore();
    }

    const workspace = openWorkspace(folder, { lock: true });
    const store = openTraceStore(workspace);
    const episodes = store.episodes({ runIds: [run], statuses: ['finished'] });
    expect(episodes).toHaveLength(12);
    // The second step was played while the first update was computed: by the weights from before it.
    expect(new Set(episodes.map(({ policyId }) => policyId))).toEqual(new Set([`grpo:${run}@0`]));
    expect(episodes.every(({ split }) => split === 'train')).toBe(true);

    const { arena } = await openSplit(loadPack('helpdesk-refunds'), 'train', 1);
    const policy = await openLocalPolicy({ modelPath: embeddedModel.gguf, processes: 1 });
    try {
      for (const { id } of episodes.slice(0, 4)) {
        for (const { before, prompt } of turnsOf(store.events(id))) {
          const whole = await policy.tokenize(before, arena.specs);
          expect(whole.slice(-prompt.length)).toEqual(prompt);
        }
      }
    } finally {
      await policy.close();
      store.close();
      workspace.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
