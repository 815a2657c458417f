import { PolicyError, TrainingError, WorkspaceError } from '@understudy/engine';
import { ScenarioError } from '@understudy/scenarios';
import { afterEach, expect, test, vi } from 'vitest';
import { ExitError, InputError, report } from './errors.ts';

afterEach(() => vi.restoreAllMocks());

function reported(error: unknown): { readonly code: number; readonly said: string } {
  let said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  return { code: report(error), said };
}

const workspace = (code: ConstructorParameters<typeof WorkspaceError>[0]) =>
  new WorkspaceError(code, 'what', { remedy: 'how' });
const policy = (retryable: boolean) => new PolicyError('what', { remedy: 'how', retryable });
const training = (outcome: TrainingError['outcome']) =>
  new TrainingError(outcome, { code: 'c', message: 'what', hint: 'how', place: 'job.json: lr' });

test.each<[string, unknown, number]>([
  ['bad input', new InputError('what', 'how'), 2],
  ['a scenario', new ScenarioError('what: how'), 2],
  ['a name that is taken', workspace('conflict'), 2],
  ['a mistyped workspace', workspace('not_a_workspace'), 2],
  ['a workspace in use', workspace('locked'), 7],
  ['a full disk', workspace('full'), 7],
  ['a damaged workspace', workspace('corrupt'), 7],
  ['an empty selection', workspace('empty'), 4],
  ['a model file that is none', policy(false), 2],
  ['an endpoint that is away', policy(true), 8],
  ['a bad job', training('bad_job'), 2],
  ['data that does not fit', training('data'), 4],
  ['too little memory', training('out_of_memory'), 5],
  ['a trainer that crashed', training('crashed'), 8],
])('%s has its exit code, says what and how to go on', (_, error, expected) => {
  const { code, said } = reported(error);
  expect(code).toBe(expected);
  expect(said).toContain('what');
  expect(said).toContain('how');
});

test('an interrupt is no error', () => {
  expect(reported(new DOMException('aborted', 'AbortError'))).toMatchObject({ code: 3 });
});

test('a command’s own ending keeps its code and its words', () => {
  const { code, said } = reported(new ExitError('no Python', 6));
  expect(code).toBe(6);
  expect(said).toContain('no Python');
});

test('a fault of ours shows its stack', () => {
  const { code, said } = reported(new TypeError('oops'));
  expect(code).toBe(1);
  expect(said).toMatch(/oops[^]*errors\.test\.ts/);
});

test('control characters of a message do not reach the terminal', () => {
  const { said } = reported(new InputError('a\u001b]0;title\u0007b', 'how'));
  expect(said).toContain('a\ufffd]0;title\ufffdb');
});
