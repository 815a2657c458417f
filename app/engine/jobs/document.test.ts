import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readJobDocument } from './document.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'document-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function written(document: unknown, name = 'My-Job.json'): string {
  const file = join(folder, name);
  writeFileSync(file, typeof document === 'string' ? document : JSON.stringify(document));
  return file;
}

test('paths become absolute at any depth, the rest stays as it is, and the folder decides v and out', () => {
  const job = {
    ...{ v: 1, out: 'elsewhere', kind: 'sweep' },
    trial: {
      kind: 'sft',
      model: { path: '../base' },
      adapter: { init_from: 'a' },
      data: { train: [{ path: '/abs/rows.jsonl' }, { path: 'rows.jsonl' }], format: 'tokens' },
      hparams: { tokenizer: null, lr: 1e-3 },
    },
    hparams: { metric: 'path', space: { 'model.path': { values: ['x'] } } },
  };
  expect(readJobDocument(written(job))).toEqual({
    ...{ kind: 'sweep', job_id: 'my-job', seed: 7 },
    trial: {
      kind: 'sft',
      model: { path: join(folder, '..', 'base') },
      adapter: { init_from: join(folder, 'a') },
      data: { train: [{ path: '/abs/rows.jsonl' }, { path: join(folder, 'rows.jsonl') }], format: 'tokens' },
      hparams: { tokenizer: null, lr: 1e-3 },
    },
    hparams: { metric: 'path', space: { 'model.path': { values: ['x'] } } },
  });
});

test('a name given wins over the file’s, and over its job_id', () => {
  const file = written({ kind: 'sft', job_id: 'inside', seed: 3 });
  expect(readJobDocument(file)).toMatchObject({ job_id: 'inside', seed: 3 });
  expect(readJobDocument(file, 'given').job_id).toBe('given');
});

test.each([
  ['{', 'is not JSON'],
  [{ job_id: 'x' }, 'kind'],
  [{ kind: 'sft', job_id: '../x' }, 'is no name'],
  [{ kind: 'sft', seed: -1 }, 'seed'],
])('%j is refused with its place', (document, says) => {
  const read = () => readJobDocument(written(document));
  expect(read).toThrow(says);
  expect(read).toThrow(expect.objectContaining({ code: 'corrupt' }));
});

test('a file that is not there is named', () => {
  expect(() => readJobDocument(join(folder, 'none.json'))).toThrow('There is no job file');
});
