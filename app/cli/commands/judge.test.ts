import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInPacks, judgePrompt, probes, rubricOf } from '@understudy/scenarios';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inProcess } from '../cli.fixture.ts';
import { exitCodes } from '../exit-codes.ts';

/** An endpoint that judges by heart, or says yes to all, by the model it is asked for. */
const asked = z.object({
  model: z.string(),
  messages: z.array(z.object({ content: z.string().nullable() })),
});
/** What is right for each probe, and yes to the one question of the pack. */
const byHeart = new Map(
  probes.map((probe) => {
    const right = probe.questions.map(({ yes }, i) => [`q${String(i + 1)}`, yes ? 'yes' : 'no']);
    const [, prompt] = judgePrompt(probe.task, [rubricOf(probe)], probe.log);
    return [prompt?.content ?? '', JSON.stringify(Object.fromEntries(right))];
  }),
);
let folder: string;
let server: Server;
let endpoint = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-judge-'));
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { model, messages } = asked.parse(JSON.parse(body));
      const right = byHeart.get(messages[1]?.content ?? '') ?? '{"q1":"yes"}';
      const content = model === 'kind' ? '{"q1":"yes"}' : right;
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }],
          usage: { prompt_tokens: 1, completion_tokens: 1 },
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  endpoint = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}/v1`;
  const [pack] = builtInPacks;
  if (pack === undefined) throw new Error('there is no pack');
  const rubric = [{ id: 'polite', question: 'Was the agent polite?', weight: 1 }];
  const rated = {
    ...pack,
    id: 'rated',
    families: pack.families.filter(({ id }) => id === 'final_sale'),
    tasks: { train: 2, heldout: 2 },
    reward: [...pack.reward, { id: 'manners', kind: 'judge', weight: 1, gate: false, rubric }],
  };
  writeFileSync(join(folder, 'rated.json'), JSON.stringify(rated));
  const taste = { id: 'taste', kind: 'reward_model', weight: 1, model: 'nobody' };
  const tasted = { ...rated, id: 'tasted', reward: [...pack.reward, taste] };
  writeFileSync(join(folder, 'tasted.json'), JSON.stringify(tasted));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const understudy = (...args: readonly string[]) =>
  inProcess(...args, '--workspace', join(folder, 'workspace'));
const scenario = (): readonly string[] => ['--scenario', join(folder, 'rated.json')];

it('a reward model that is not there is named before the run, which asks no judge for it', async () => {
  const file = join(folder, 'tasted.json');
  const run = ['run', '--scenario', file, '--policy', 'gold', '--tasks', '1', '--samples', '1'];
  const { code, err } = await understudy(...run);
  expect(code).toBe(exitCodes.ok);
  expect(err).toMatch(/The reward model nobody cannot be asked: There is no job/);
  expect(err).not.toMatch(/--judge|judge component/);
});

describe('a judge', () => {
  it(
    'is named where a pack needs one, can come later, and is kept with the trace',
    { timeout: 60_000 },
    async () => {
      const play = ['run', ...scenario(), '--policy', 'gold', '--samples', '1', '--name', 'r'];
      const alone = await understudy(...play);
      expect(alone.code).toBe(exitCodes.ok);
      expect(alone.err).toMatch(
        /rated has components that a judge answers \(manners\)\. Without one they stay null/,
      );
      const judge = ['--judge', `${endpoint}#able`];
      const later = await understudy('score', 'r', ...scenario(), ...judge);
      expect(later.out).toBe('2 episodes scored, 2 with another reward than before\n');
      expect(later.err).toMatch(/able has not passed `understudy judge check` in this workspace/);
      expect((await understudy('score', 'r', ...scenario())).out).toBe(
        '2 episodes scored, 0 with another reward than before\n',
      );
      const other = [...play.slice(0, -1), 'judged', ...judge];
      expect((await understudy(...other)).out).toMatch(/success, 95% interval.*100\.0%/);
      const steps = await understudy('show', 'judged/rated/final_sale/train/0#0', '--steps', ...scenario());
      expect(steps.out).toMatch(/turn 1: process 0\.00, shaped/);
      expect(steps.out).toMatch(/turns together: process 0\.00/);
      expect(steps.out).toMatch(/yes: polite: Was the agent polite\?/);
    },
  );

  it('is measured before it is trusted, on people’s answers too', { timeout: 60_000 }, async () => {
    const kind = await understudy('judge', 'check', '--judge', `${endpoint}#kind`);
    expect(kind.code).toBe(exitCodes.unavailable);
    expect(kind.err).toMatch(/may not be trusted/);
    const labels = join(folder, 'labels.json');
    const label = { episode: 'r/rated/final_sale/train/0#0', component: 'manners', question: 'polite' };
    writeFileSync(labels, JSON.stringify([{ ...label, answer: 'yes' }]));
    const check = ['judge', 'check', '--judge', `${endpoint}#able`, ...scenario()];
    const able = await understudy(...check, '--labels', labels);
    expect(able).toMatchObject({ code: exitCodes.ok });
    expect(able.out).toMatch(/ordinary conversations .* 100\.0% .* 0 .* 1\.00/);
    expect(able.out).toMatch(/labelled by people .* 1 of 1 .* 100\.0%/);
    const trusted = await understudy('score', 'r', ...scenario(), '--judge', `${endpoint}#able`);
    expect(trusted.err).toBe('');
    writeFileSync(labels, JSON.stringify([{ ...label, question: 'kind', answer: 'yes' }]));
    const wrong = await understudy(...check, '--labels', labels);
    expect(wrong.code).toBe(exitCodes.input);
    expect(wrong.err).toMatch(/which is no question of rated[^]*Name .* polite/);
  });

  it('is nothing the flywheel asks: it says so before it begins', async () => {
    const { code, err } = await understudy('flywheel', ...scenario());
    expect(code).toBe(exitCodes.input);
    expect(err).toMatch(/every reward of rated would stay null without one \(manners\)/);
  });

  it('is not a scripted policy', async () => {
    const { code, err } = await understudy('judge', 'check', '--judge', 'gold');
    expect(code).toBe(exitCodes.input);
    expect(err).toMatch(/cannot answer a rubric/);
  });
});
