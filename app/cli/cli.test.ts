import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openWorkspace } from '@understudy/engine';
import { builtInPacks } from '@understudy/scenarios';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { inProcess, spawned } from './cli.fixture.ts';
import { exitCodes } from './exit-codes.ts';

const tiny = resolve(import.meta.dirname, '../engine/policies/fixtures/tiny.gguf');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);

function written(name: string, content: unknown): string {
  writeFileSync(at(name), typeof content === 'string' ? content : JSON.stringify(content));
  return at(name);
}

const idsSchema = z.array(z.object({ id: z.string() }));
const ids = (json: string): readonly string[] => idsSchema.parse(JSON.parse(json)).map(({ id }) => id);

test('help lists every command and every exit code', async () => {
  const { code, out } = await spawned(['--help']);
  expect(code).toBe(0);
  const commands = 'systems scenarios run eval show score select export train flywheel doctor'.split(' ');
  for (const command of commands) expect(out).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  for (const number of Object.values(exitCodes))
    expect(out).toMatch(new RegExp(`^ {2}${String(number)} {2}`, 'm'));
});

test('systems are listed, and one is shown with tables, lifecycles and tools', async () => {
  expect(ids((await inProcess('systems', '--json')).out)).toEqual(['helpdesk', 'crm']);
  const { code, out } = await inProcess('systems', 'helpdesk', '--json');
  expect(code).toBe(0);
  const shown = z
    .object({ tables: z.array(z.string()), lifecycles: z.array(z.unknown()), tools: z.array(z.unknown()) })
    .parse(JSON.parse(out));
  expect(shown.tables).toContain('orders');
  expect(shown.lifecycles.length).toBeGreaterThanOrEqual(5);
  expect(shown.tools.length).toBeGreaterThanOrEqual(18);
});

test('doctor says what is there, and what to do about what is missing', async () => {
  const { code, out } = await inProcess('doctor', '--json');
  expect(code).toBe(0);
  const finding = z.object({ what: z.string(), ok: z.boolean(), remedy: z.string().optional() });
  const found = new Map(
    z
      .array(finding)
      .parse(JSON.parse(out))
      .map((one) => [one.what, one]),
  );
  expect(found.get('Node')).toMatchObject({ ok: true });
  expect(found.get('trainer')).toMatchObject({ ok: false, remedy: expect.stringContaining('Python 3.11') });
  expect((await inProcess('doctor')).out).toMatch(/^✗ trainer +There is no Python\.\n +Install Python/m);
});

test('scenarios lists the packs; a pack of one’s own is shown, or refused with its places', async () => {
  expect((await inProcess('scenarios')).out).toContain('helpdesk-refunds');
  const [pack] = builtInPacks;
  const own = written('own.json', {
    ...pack,
    id: 'own',
    title: 'Mine\u001b[2J',
    tasks: { train: 1, heldout: 1 },
  });
  const shown = await inProcess('scenarios', own, '--admit');
  expect(shown.code).toBe(0);
  expect(shown.out).toContain('heldout: 1 admitted, 0 rejected');
  expect(shown.out).toContain('Mine\ufffd[2J');
  const bad = written('bad.json', { ...pack, tasks: { train: -1, heldout: 1 } });
  const refused = await inProcess('scenarios', bad);
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err).toContain(bad);
  expect(refused.err).toContain('tasks.train');
});

describe('a run', () => {
  const inIt = (...args: string[]) => inProcess(...args, '--workspace', at('w'));
  const gold = ['run', '--policy', 'gold', '--tasks', '3', '--samples', '1'];
  let run = '';

  beforeAll(async () => {
    const { code, out, err } = await spawned([...gold, '--workspace', at('w')]);
    expect(code).toBe(0);
    expect(out).toMatch(/success, 95% interval.*100\.0%/);
    run = /in run (\S+)/.exec(err)?.[1] ?? '';
  });

  test('is listed, with its episodes and the transcript of each', async () => {
    expect((await inIt('show')).out).toContain(run);
    const list = await inIt('show', run, '--json');
    expect(ids(list.out)).toHaveLength(3);
    const [episode = ''] = ids(list.out);
    const { code, out } = await inIt('show', episode);
    expect(code).toBe(0);
    expect(out).toMatch(/^user {2}\S/m);
    expect(out).toMatch(/^agent \S/m);
    expect(out).toMatch(/^tool {2}verify_identity\(order_id=/m);
    expect(out).toMatch(/^ {6}Δ tickets \d+: .*verified 0 → 1/m);
    expect(out).toMatch(/^reward 1\.000 success/m);
    expect(out).toMatch(/✓ goal \(gate\) 1\.00\n {6}\S/);
    const events = (await inIt('show', episode, '--json')).out.trimEnd().split('\n');
    expect(events.map((line) => z.object({ seq: z.int() }).parse(JSON.parse(line)).seq)).toEqual(
      events.map((_, i) => i),
    );
  });

  test('goes on under the same command, plays nothing twice, and can be scored again', async () => {
    const again = await inIt(...gold, '--json');
    expect(z.object({ run: z.string(), episodes: z.int() }).parse(JSON.parse(again.out))).toEqual({
      run,
      episodes: 3,
    });
    expect((await inIt('score', run)).out).toContain('3 episodes scored, 0 with another reward');
  });

  test('plays the same tasks easy ones first, as a run of its own', async () => {
    const { code, err } = await inIt(...gold, '--curriculum');
    expect(code).toBe(0);
    const other = /in run (\S+)/.exec(err)?.[1] ?? '';
    expect(other).not.toBe(run);
    const tasksOf = async (id: string) =>
      z.array(z.object({ taskId: z.string() })).parse(JSON.parse((await inIt('show', id, '--json')).out));
    expect(await tasksOf(other)).toEqual(await tasksOf(run));
  });

  test('is selected from and exported; without a model’s tokens there is nothing to train on', async () => {
    const spec = written('spec.json', { perTaskCap: null });
    const selected = await inIt('select', run, '--spec', spec, '--json');
    expect(z.object({ kept: z.array(z.unknown()) }).parse(JSON.parse(selected.out)).kept).toHaveLength(3);
    const exported = await inIt('export', run, '--name', 'mine');
    expect(exported.code).toBe(0);
    const dataset = exported.out.trimEnd().split('\n').at(-1) ?? '';
    expect(readFileSync(join(dataset, 'train.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(3);
    const compared = await inIt('export', run, '--name', 'mine', '--pairs', '--margin', '0.2', '--kto');
    expect(compared.code).toBe(0);
    expect(compared.out).toContain('0 pairs\n0 labelled answers\n');
    const preferences = join(compared.out.trimEnd().split('\n').at(-1) ?? '', 'preferences.json');
    expect(readFileSync(preferences, 'utf8')).toContain('"no_tokens": 3');
    const trained = await inIt('train', dataset);
    expect(trained.code).toBe(4);
    expect(trained.err).toContain('holds no tokens');
  });

  test('in a workspace that another process holds is refused, naming it', async () => {
    const held = openWorkspace(at('w'), { lock: true });
    const { code, err } = await spawned([...gold, '--workspace', at('w')]);
    held.close();
    expect(code).toBe(7);
    expect(err).toContain(`process ${String(process.pid)}`);
    expect(err).toContain('--workspace');
  });

  test('with --name goes on only with what it was started with', async () => {
    expect((await inIt(...gold, '--name', 'a')).code).toBe(0);
    const other = await inIt(...gold, '--seed', '9', '--name', 'a');
    expect(other.code).toBe(2);
    expect(other.err).toContain('the run a exists already with other settings');
  });
});

test('eval plays held-out tasks and prints its summary as JSON', async () => {
  const { code, out } = await inProcess(
    'eval',
    '--policy',
    'refuse',
    '--tasks',
    '2',
    '--samples',
    '4',
    '--json',
    '--workspace',
    at('e'),
  );
  expect(code).toBe(0);
  const summary = z
    .object({ tasks: z.int(), passHat4: z.number(), perTask: z.array(z.object({ taskId: z.string() })) })
    .parse(JSON.parse(out));
  expect(summary).toMatchObject({ tasks: 2, passHat4: 0 });
  expect(summary.perTask[0]?.taskId).toContain('/heldout/');
});

test('an interrupt keeps what is finished, and the same command goes on from there', async () => {
  const args = ['run', '--policy', 'gold', '--tasks', '220', '--samples', '2', '--workspace', at('i')];
  let interrupted = false;
  const first = await spawned(args, (child, said) => {
    if (interrupted || !said.includes('Rolling out: 0/440')) return;
    interrupted = true;
    setTimeout(() => child.kill('SIGINT'), 250);
  });
  expect(first.code).toBe(3);
  expect(first.err).toContain('Run the same command again');
  const second = await spawned(args);
  expect(second.code).toBe(0);
  expect(second.err).toMatch(/Rolling out: [1-9]\d*\/440/);
  expect(second.err).toContain('440 episodes in run');
});

test('a flywheel on a downloaded model that solves nothing ends with nothing to learn from', async () => {
  const server = createServer((_, response) => response.end(readFileSync(tiny)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const place = server.address();
  const port = place !== null && typeof place === 'object' ? place.port : 0;
  const [pack] = builtInPacks;
  const small = written('small.json', { ...pack, id: 'small', tasks: { train: 1, heldout: 1 } });
  const { code, err } = await inProcess(
    ...['flywheel', '--quick', '--processes', '1', '--scenario', small, '--workspace', at('f')],
    ...['--model', `http://127.0.0.1:${String(port)}/tiny.gguf`],
  );
  server.close();
  expect(code).toBe(4);
  expect(err).toContain('Downloading tiny.gguf');
  expect(err).toContain('kept no episode');
});

describe('bad input ends with exit code 2 and says what to do', () => {
  const corrupt = () => written('corrupt.gguf', readFileSync(tiny).subarray(0, 5000).toString('latin1'));
  const cases: Readonly<Record<string, { args: () => string[]; says: (string | RegExp)[] }>> = {
    'an unknown command': { args: () => ['fly'], says: ["unknown command 'fly'"] },
    'an unknown option': { args: () => ['run', '--task', '3'], says: ["unknown option '--task'", '--tasks'] },
    'a number out of range': {
      args: () => ['run', '--tasks', '0'],
      says: ['--tasks', 'a whole number from 1'],
    },
    'an empty number': { args: () => ['run', '--seed', ''], says: ['--seed', 'a whole number from 0'] },
    'an unknown policy': { args: () => ['run', '--policy', 'golden'], says: ['"golden"', 'no-op'] },
    'a missing model': {
      args: () => ['run', '--policy', at('none.gguf')],
      says: ['none.gguf', 'Check the path'],
    },
    'a corrupt model': {
      args: () => ['flywheel', '--model', corrupt()],
      says: ['corrupt.gguf', 'download the file again'],
    },
    'a model’s address that is none': {
      args: () => ['flywheel', '--model', 'https://example.org/model'],
      says: ['https://example.org/model', 'ends in .gguf'],
    },
    'a scripted voice': {
      args: () => ['run', '--policy', 'gold', '--voice', 'gold'],
      says: ['--voice gold', 'leave it out'],
    },
    'two voices': {
      args: () => ['run', '--policy', 'gold', '--voice', 'embedded', '--replay-voice', at('lines.jsonl')],
      says: ['--voice and --replay-voice', 'Leave one of them out'],
    },
    'shifts by difficulty': {
      args: () => ['run', '--policy', 'gold', '--shift', 'morning', '--curriculum'],
      says: ['no difficulty', '--curriculum or --shift'],
    },
    'nothing to record': {
      args: () => ['run', '--policy', 'gold', '--record-voice', at('lines.jsonl')],
      says: ['--record-voice', '--voice'],
    },
    'a recording that is not there': {
      args: () => ['run', '--policy', 'gold', '--replay-voice', at('none.jsonl')],
      says: ['none.jsonl', 'written by recording a voice'],
    },
    'a folder that is no dataset': { args: () => ['train', folder], says: [folder, 'no manifest.json'] },
    'a workspace that is not there': {
      args: () => ['show', '--workspace', at('none')],
      says: ['no Understudy workspace', '--workspace'],
    },
    'a name that is no file name': { args: () => ['export', 'r', '--name', '../x'], says: ['--name', 'a-z'] },
  };
  test.each(Object.keys(cases))('%s', async (name) => {
    const { args, says } = cases[name] ?? { args: () => [], says: [] };
    const workspace = args().some((arg) => /^(run|flywheel)$/.test(arg)) ? ['--workspace', at('bad')] : [];
    const { code, out, err } = await inProcess(...args(), ...workspace);
    expect(err).not.toMatch(/^ {4}at /m);
    for (const words of says) expect(err).toMatch(words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('a selection with a wrong field, and a run that is not there', async () => {
    const w = ['--workspace', at('w')];
    const spec = written('wrong.json', { minReward: 2 });
    const run = /rollout-\S+/.exec((await inProcess('show', ...w)).out)?.[0] ?? '';
    const selected = await inProcess('select', run, '--spec', spec, ...w);
    expect(selected.code).toBe(2);
    expect(selected.err).toMatch(/wrong\.json is not a selection: minReward/);
    const shown = await inProcess('show', 'nothing', ...w);
    expect(shown.code).toBe(2);
    expect(shown.err).toContain('no run or episode "nothing"');
  });

  test('and leaves no lock behind', () => {
    expect(existsSync(join(at('bad'), 'lock.json'))).toBe(false);
  });
});
