import type { SelectionSpec } from '@understudy/host/contract';
import { expect, test } from 'vitest';
import { choiceOf, nameFrom, withRules, withRuns } from './choice.ts';

const defaults: SelectionSpec = {
  policies: null,
  excludeEndReasons: ['failed'],
  excludeFlags: 'all',
  labelled: 'any',
  maxMalformed: 0,
  maxToolErrors: 2,
  onlySuccess: true,
  minReward: 0,
  dropUniformGroups: { allPass: false, allFail: false },
  dropDuplicates: true,
  bestOf: null,
  perTaskCap: { max: 4, easy: 2 },
  preferShorter: true,
};

test('runs and changed rules go into the address and come back', () => {
  const runs = withRuns(new URLSearchParams('tab=x'), ['a/1', 'b']);
  const params = withRules(runs, { bestOf: { n: 2, margin: 0.1 }, onlySuccess: false }, defaults);
  expect(choiceOf(new URLSearchParams(params.toString()))).toEqual({
    runs: ['a/1', 'b'],
    rules: { bestOf: { n: 2, margin: 0.1 }, onlySuccess: false },
  });
  expect(params.get('tab')).toBe('x');
});

test('a rule that is set back to its default leaves the address', () => {
  const changed = withRules(new URLSearchParams(), { perTaskCap: null }, defaults);
  expect(changed.has('rules')).toBe(true);
  expect(withRules(changed, { perTaskCap: { max: 4, easy: 2 } }, defaults).has('rules')).toBe(false);
});

test('an address that cannot be read asks for nothing', () => {
  expect(choiceOf(new URLSearchParams('rules={oops'))).toEqual({ runs: [], rules: {} });
  expect(choiceOf(new URLSearchParams('rules=[1]')).rules).toEqual({});
});

test('a dataset is named after its scenario', () => {
  expect(nameFrom(['helpdesk-refunds'])).toBe('helpdesk-refunds');
  expect(nameFrom(['a', 'b'])).toBe('mixed');
  expect(nameFrom(['--My Pack'])).toBe('my-pack');
});
