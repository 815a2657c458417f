import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDesk, type Desk } from '../episodes/desk.fixture.ts';
import { openPolicy, type PolicyChoice } from './open.ts';
import { PolicyError, type Policy } from './policy.ts';
import { scriptedNames } from './scripted.ts';

const signal = new AbortController().signal;
let desk: Desk;
let folder: string;

beforeAll(async () => {
  desk = await openDesk(3);
  folder = mkdtempSync(join(tmpdir(), 'open-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const open = (name: string, more: Partial<PolicyChoice> = {}): Promise<Policy> =>
  openPolicy({ name, temperature: 0, processes: 1, ...more }, desk.tasks, signal);

async function refusal(opening: Promise<Policy>): Promise<PolicyError> {
  const error: unknown = await opening.catch((cause: unknown) => cause);
  if (error instanceof PolicyError) return error;
  throw new Error('it was not refused');
}

const ask = (policy: Policy, taskId: string, at = signal) =>
  policy.act(
    {
      episodeId: `a/run/${taskId}#0~1`,
      turn: 0,
      conversation: [
        { role: 'system', content: '' },
        { role: 'user', content: 'Hello, I want my money back.' },
      ],
      tools: desk.arena.specs,
      seed: 3,
    },
    at,
  );

const firstId = () => desk.tasks[0]?.id ?? '';

test.each(scriptedNames)('%s acts: it says something or calls one tool it was offered', async (name) => {
  const policy = await open(name);
  expect(policy).toMatchObject({ id: `scripted:${name}`, kind: 'scripted' });
  const { text, toolCalls } = await ask(policy, firstId());
  if (text === null) expect(desk.arena.specs.map((tool) => tool.name)).toContain(toolCalls.at(0)?.name);
  else expect(toolCalls).toEqual([]);
  const { text: again, toolCalls: calls } = await ask(policy, firstId());
  expect({ again, calls }).toEqual({ again: text, calls: toolCalls });
  await policy.close();
});

test('the gold policy knows the tasks it was opened for and no others', async () => {
  const gold = await open('gold');
  expect((await ask(gold, firstId())).text).toContain('order number');
  await expect(async () => ask(gold, 'helpdesk-refunds/other/train/9')).rejects.toThrow(
    /plays none of the tasks/,
  );
});

test('a scripted policy heeds an abort', async () => {
  const gold = await open('gold');
  await expect(async () => ask(gold, firstId(), AbortSignal.abort())).rejects.toThrow('aborted');
});

test('a model file that is not there, or is none, is named with the remedy', async () => {
  const missing = await refusal(open(join(folder, 'missing.gguf')));
  expect(missing.message).toContain(join(folder, 'missing.gguf'));
  expect(missing).toMatchObject({ retryable: false, remedy: expect.stringContaining('Check the path') });
  const page = join(folder, 'page.gguf');
  writeFileSync(page, '<html>');
  const corrupt = await refusal(open(page));
  expect(corrupt.message).toContain(page);
  expect(corrupt.retryable).toBe(false);
});

test('a name that is nothing says what there is', async () => {
  const error = await refusal(open('golden'));
  expect(error.message).toContain('"golden"');
  for (const name of ['embedded', 'gold', 'no-op', '.gguf', 'http']) expect(error.remedy).toContain(name);
});

test('an endpoint needs the model in its address, and its key in the environment', async () => {
  const policy = await open('http://127.0.0.1:9/v1#small');
  expect(policy.kind).toBe('endpoint');
  expect(policy.id).toContain('small');
  await policy.close();
  expect((await refusal(open('http://127.0.0.1:9/v1'))).remedy).toContain('#');
  const keyless = await refusal(
    open('http://127.0.0.1:9/v1#small', { keyVariable: 'UNDERSTUDY_NO_SUCH_KEY' }),
  );
  expect(keyless.message).toContain('UNDERSTUDY_NO_SUCH_KEY');
});
