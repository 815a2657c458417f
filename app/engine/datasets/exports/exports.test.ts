import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { select } from '../../selection/select.ts';
import { selectionSpecSchema } from '../../selection/spec.ts';
import { modelPolicy, sampleEvents, sampleReward, sampleStart } from '../../store/sample.fixture.ts';
import { summarizeEvents } from '../../store/summary.ts';
import { openTraceStore } from '../../store/traces.ts';
import { openWorkspace } from '../../store/workspace.ts';
import { chatMessages, type ChatMessage } from '../messages.ts';
import { pairSpecSchema } from '../pairs.ts';
import { datasetFolder, writeDataset } from '../write.ts';
import {
  exportFormat,
  exportFormats,
  exportName,
  makeExport,
  readExportSource,
  writeExport,
} from './exports.ts';
import { linesOf, type ExportFile, type ExportSource } from './format.ts';
import { fromOpenai, toOpenai } from './openai-sft.ts';

let folder: string;
let source: ExportSource;

const tool = (name: string) => ({ name, description: `Does ${name}.`, parameters: { type: 'object' } });

/** Two tasks; the first has a better sample of one call and a worse one of two that part after the first call. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-exports-'));
  const workspace = openWorkspace(join(folder, 'workspace'), { lock: true });
  const store = openTraceStore(workspace);
  store.createRun({ id: 'run-1', kind: 'rollout', policyId: modelPolicy, scenario: 's', settings: {} });
  const play = (task: string, sample: number, calls: number, value: number): void => {
    const events = sampleEvents(task, calls);
    const writer = store.beginEpisode(sampleStart(task, sample));
    writer.append(events);
    writer.finish(summarizeEvents(events), sampleReward(value));
  };
  play('task-1', 0, 1, 1);
  play('task-1', 1, 2, 0);
  play('task-2', 0, 3, 1);
  const manifest = writeDataset(
    workspace,
    store,
    select(store.candidates(['run-1']), selectionSpecSchema.parse({})),
    {
      name: 'refunds',
      scenario: 's',
      policies: [modelPolicy],
      modelHash: null,
      tools: [tool('find_order'), tool('refund')],
      preferences: { pairs: pairSpecSchema.parse({}), kto: true, labels: null },
    },
  );
  const messages = new Map(store.episodes().map(({ id }) => [id, chatMessages(store.events(id))]));
  source = readExportSource(datasetFolder(workspace, manifest), (id) => {
    const found = messages.get(id);
    return found === undefined ? null : { messages: found, tools: source.rows[0]?.tools ?? [] };
  });
  store.close();
  workspace.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.each(exportFormats.map((format) => [format.id, format] as const))('%s', (_, format) => {
  test('exports every row, and its own check reads them back', async () => {
    const { files, rows, leftOut, report } = await makeExport(format, source);
    expect(report.problems).toEqual([]);
    expect(report.checked.length).toBeGreaterThan(0);
    expect(leftOut).toEqual([]);
    expect(rows).toBe({ pairs: 1, 'openai-dpo': 1, kto: 3, grades: 3 }[format.id] ?? 2);
    expect(files.every(({ data }) => data.length > 0)).toBe(true);
  });

  test('its check notices a row that is missing and one that was altered', async () => {
    const { files } = await makeExport(format, source);
    const [data] = files.filter(({ name }) => !/README|dataset_info/.test(name));
    if (data === undefined || typeof data.data !== 'string') return;
    const text = data.data;
    const as = (changed: string): ExportFile[] =>
      files.map((file) => (file === data ? { ...file, data: changed } : file));
    const cut = text.slice(0, text.indexOf('\n') + 1);
    if (text !== cut) expect((await format.check(as(cut), source)).problems).not.toEqual([]);
    const altered = text.replace(/11|find_order|damaged/, (found) => (found === '11' ? '13' : 'other'));
    expect((await format.check(as(altered), source)).problems).not.toEqual([]);
  });
});

test('OpenAI gets arguments as text, and answers without the name that our messages give them', async () => {
  const { files } = await makeExport(exportFormat('openai-sft'), source);
  expect(linesOf(files, 'openai-sft.jsonl')[0]).toMatchObject({
    messages: [
      { role: 'system', content: 'You work at a helpdesk.' },
      { role: 'user', content: 'My cup arrived broken.' },
      { role: 'assistant', tool_calls: [{ function: { name: 'find_order', arguments: '{"order":"O-0"}' } }] },
      { role: 'tool', tool_call_id: 'c0', content: '{"status":"delivered"}' },
      { role: 'assistant', content: 'Your refund is on its way.' },
    ],
    tools: [{ type: 'function', function: { name: 'find_order' } }, {}],
  });
});

test('OpenAI gets a pair as what both have in common and the one message in which they part', async () => {
  const { files } = await makeExport(exportFormat('openai-dpo'), source);
  expect(linesOf(files, 'openai-dpo.jsonl')).toMatchObject([
    {
      input: { messages: [{ role: 'system' }, { role: 'user' }, { role: 'assistant' }, { role: 'tool' }] },
      preferred_output: [{ role: 'assistant', content: 'Your refund is on its way.' }],
      non_preferred_output: [{ role: 'assistant', content: null, tool_calls: [{ id: 'c1' }] }],
    },
  ]);
});

test('a pair whose episodes are gone is left out by name', async () => {
  const { rows, leftOut } = exportFormat('openai-dpo').make({ ...source, conversation: () => null });
  expect(rows).toBe(0);
  expect(leftOut[0]?.reason).toContain('not in this workspace');
  await expect(
    makeExport(exportFormat('openai-dpo'), { ...source, conversation: () => null }),
  ).rejects.toThrow(/nothing to export/);
});

test('LLaMA-Factory gets turns that alternate, several answers as one, and leaves out what it cannot hold', async () => {
  const { files } = await makeExport(exportFormat('llama-factory'), source);
  expect(files.map(({ name }) => name)).toEqual(['refunds.jsonl', 'dataset_info.json']);
  expect(linesOf(files, 'refunds.jsonl')[0]).toMatchObject({
    system: 'You work at a helpdesk.',
    conversations: [
      { from: 'human' },
      { from: 'function_call', value: '[{"name":"find_order","arguments":{"order":"O-0"}}]' },
      { from: 'observation', value: '{"status":"delivered"}' },
      { from: 'gpt', value: 'Your refund is on its way.' },
    ],
  });
  const [row] = source.rows;
  if (row === undefined) throw new Error('no row');
  const call = (id: string) => ({
    id,
    type: 'function' as const,
    function: { name: 'refund', arguments: '{}' },
  });
  const answer = (id: string): ChatMessage => ({
    role: 'tool',
    tool_call_id: id,
    name: 'refund',
    content: '1',
  });
  const user: ChatMessage = { role: 'user', content: 'Hello' };
  const twoAtOnce: ChatMessage[] = [
    user,
    { role: 'assistant', content: null, tool_calls: [call('a'), call('b')] },
    answer('a'),
    answer('b'),
    { role: 'assistant', content: 'Done.' },
    user,
  ];
  const speaks: ChatMessage[] = [
    user,
    { role: 'assistant', content: 'Wait.', tool_calls: [call('a')] },
    answer('a'),
  ];
  const made = exportFormat('llama-factory').make({
    ...source,
    rows: [
      { ...row, id: 'two', messages: twoAtOnce },
      { ...row, id: 'speaks', messages: speaks },
    ],
  });
  expect(made.leftOut).toEqual([
    { id: 'speaks', reason: expect.stringContaining('spoke and called a tool') },
  ]);
  expect(linesOf(made.files, 'refunds.jsonl')).toMatchObject([
    { conversations: [{}, {}, { from: 'observation', value: '[1,1]' }, { from: 'gpt', value: 'Done.' }] },
  ]);
});

test('the card of the Hugging Face folder names the files that are there', async () => {
  const { files } = await makeExport(exportFormat('hugging-face'), source);
  expect(files.map(({ name }) => name)).toEqual([
    'README.md',
    'default/train-00000-of-00001.parquet',
    'pairs/train-00000-of-00001.parquet',
  ]);
  const card = String(files[0]?.data);
  expect(card).toContain(
    '- config_name: pairs\n  data_files:\n  - split: train\n    path: pairs/train-*.parquet\n---',
  );
  expect(card).not.toContain('tokens.jsonl');
  const without = files.slice(0, 2);
  expect((await exportFormat('hugging-face').check(without, { ...source, pairs: null })).problems).toEqual([
    'the card names pairs/train-*.parquet, which is not there',
  ]);
});

test('every format says beforehand whether it is one file, and how that ends', () => {
  for (const format of exportFormats) {
    const { files } = format.make(source);
    const extension = files.length === 1 ? /\.[a-z]+$/.exec(files[0]?.name ?? '')?.[0] : null;
    expect([format.id, format.extension]).toEqual([format.id, extension]);
  }
});

test('what a dataset does not hold is said before it is tried', () => {
  const { counts, ...rest } = source.manifest;
  const { pairs: _pairs, kto: _kto, labels: _labels, ...bare } = counts;
  const missing = exportFormats.filter(
    (format) => format.missing({ ...rest, counts: { ...bare, tokenRows: 0 } }) !== null,
  );
  expect(missing.map(({ id }) => id)).toEqual(['tokens', 'openai-dpo', 'pairs', 'kto', 'grades']);
});

test('an export is written whole: one file to the path, several into a folder that must be new', async () => {
  const one = await makeExport(exportFormat('openai-sft'), source);
  const path = join(folder, 'out', exportName(source.manifest, exportFormat('openai-sft')));
  writeExport(one.files, path);
  writeExport(one.files, path);
  expect(readFileSync(path, 'utf8')).toBe(one.files[0]?.data);
  const many = await makeExport(exportFormat('hugging-face'), source);
  const place = join(folder, 'out', 'hub');
  writeExport(many.files, place);
  expect(existsSync(join(place, 'default', 'train-00000-of-00001.parquet'))).toBe(true);
  expect(() => writeExport(many.files, place)).toThrow(/is there already/);
  expect(readdirSync(join(folder, 'out')).filter((name) => name.includes('writing'))).toEqual([]);
});

test('every conversation goes to OpenAI’s shape and back', () => {
  const text = fc.string();
  const turn = fc.oneof(
    fc.record({ role: fc.constant('user' as const), content: text }),
    fc.record({ role: fc.constant('assistant' as const), content: text }),
  );
  fc.assert(
    fc.property(fc.array(turn), fc.array(text), (turns, answers) => {
      const called: ChatMessage[] = answers.flatMap((content, index): ChatMessage[] => {
        const id = `c${String(index)}`;
        const call = { id, type: 'function' as const, function: { name: 'refund', arguments: '{}' } };
        return [
          { role: 'assistant', content: null, tool_calls: [call] },
          { role: 'tool', tool_call_id: id, name: 'refund', content },
        ];
      });
      const messages: ChatMessage[] = [...turns, ...called];
      expect(fromOpenai(toOpenai(messages) ?? [])).toEqual(messages);
    }),
  );
});
