import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Timer } from './clock.ts';
import { createClock } from './create-clock.ts';
import { defineTool, fail, succeed, toolSpec } from './define-tool.ts';
import { invokeTool } from './invoke-tool.ts';
import { loadKernel } from './kernel.ts';
import { sampleTemplate } from './sample.fixture.ts';
import type { ToolContext } from './tool.ts';

const START = Date.UTC(2025, 0, 1);

const rename = defineTool({
  name: 'rename_person',
  description: 'Renames a person.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject({
    person_id: z.number().int().min(1).describe('Number of the person.'),
    name: z.string().trim().min(1),
    after: z.enum(['succeed', 'fail', 'throw']).default('succeed'),
  }),
  run({ world, clock }, { person_id, name, after }) {
    world.run('UPDATE people SET name = ? WHERE id = ?', name, person_id);
    clock.schedule({ id: 'greet', due: clock.now() + 1000, event: 'GREET', subject: name });
    if (after === 'throw') throw new Error('a bug');
    return after === 'fail' ? fail('forbidden', 'Not you.') : succeed({ person_id, name });
  },
});
const tools = [
  rename,
  defineTool({ ...rename, name: 'find_person', parameters: z.object({}), run: () => succeed(null) }),
];

const kernel = await loadKernel();
const world = kernel.openWorld(sampleTemplate('tools'));
let context: ToolContext;
beforeEach(() => {
  world.reset();
  context = { world, clock: createClock(START), actor: { kind: 'agent', id: 'a' }, focus: {} };
});
afterAll(() => {
  world.close();
});

describe('invokeTool()', () => {
  it('gives the parsed arguments to the tool and spends its seconds', () => {
    expect(invokeTool(tools, context, 'rename_person', { person_id: 1, name: ' Ann ' })).toEqual(
      succeed({ person_id: 1, name: 'Ann' }),
    );
    expect(world.diff()).toHaveLength(1);
    expect(context.clock.now()).toBe(START + 20_000);
    expect(context.clock.state().timers).toHaveLength(1);
  });

  it('leaves no trace of a tool that answers with an error, but the time', () => {
    const args = { person_id: 1, name: 'Ann', after: 'fail' };
    expect(invokeTool(tools, context, 'rename_person', args)).toMatchObject({ error: { code: 'forbidden' } });
    expect(world.diff()).toEqual([]);
    expect(context.clock.state()).toEqual({ now: START + 20_000, timers: [] });
  });

  it('lets a bug through after undoing the same', () => {
    const args = { person_id: 1, name: 'Ann', after: 'throw' };
    expect(() => invokeTool(tools, context, 'rename_person', args)).toThrow('a bug');
    expect(world.diff()).toEqual([]);
    expect(context.clock.state()).toEqual({ now: START + 20_000, timers: [] });
    world.reset();
  });

  it('names near tools for an unknown one, and spends no time', () => {
    expect(invokeTool(tools, context, 'renamePersons', {})).toEqual({
      ok: false,
      error: {
        code: 'unknown_tool',
        message: 'There is no tool called "renamePersons".',
        hint: 'Did you mean rename_person?',
        retryable: false,
      },
    });
    expect(invokeTool(tools, context, 'zzzzzz', {})).toMatchObject({
      error: { hint: 'Tools: rename_person, find_person' },
    });
    expect(invokeTool(tools, context, 'constructor', {})).toMatchObject({ error: { code: 'unknown_tool' } });
    expect(context.clock.now()).toBe(START);
  });

  it.each([
    [{ person_id: 'x', name: 'Ann' }, 'person_id: expected number, got "x"'],
    [{ name: 'Ann' }, 'person_id: expected number, it is missing'],
    [{ person_id: 0, name: 'Ann' }, 'person_id: '],
    [
      { person_id: 1, name: 'Ann', after: 'maybe' },
      'after: expected one of "succeed", "fail", "throw", got "maybe"',
    ],
    [{ person_id: 1, name: 'Ann', naem: 'x' }, 'naem: there is no such argument; did you mean name?'],
    ['{"person_id":1}', 'expected an object'],
    [null, 'expected an object'],
  ])('says what is wrong with %j', (args, message) => {
    const outcome = invokeTool(tools, context, 'rename_person', args);
    expect(outcome).toMatchObject({
      error: { code: 'validation', hint: 'rename_person takes person_id, name, after (optional).' },
    });
    expect(outcome.ok ? '' : outcome.error.message).toContain(message);
    expect(world.diff()).toEqual([]);
  });

  it('passes due timers on before the tool runs, or leaves them set', () => {
    const due = { id: 'x', due: START + 5, event: 'E', subject: 's' };
    context.clock.schedule(due);
    invokeTool(tools, context, 'find_person', {});
    expect(context.clock.state().timers).toEqual([due]);
    const heard: Timer[] = [];
    invokeTool(tools, context, 'find_person', {}, (timer) => heard.push(timer));
    expect(heard).toEqual([due]);
    expect(context.clock.state().timers).toEqual([]);
  });
});

it('toolSpec() describes what a model may send, defaults being optional', () => {
  expect(toolSpec(rename)).toMatchObject({
    name: 'rename_person',
    description: 'Renames a person.',
    parameters: {
      type: 'object',
      properties: {
        person_id: { type: 'integer', minimum: 1, description: 'Number of the person.' },
        name: { type: 'string', minLength: 1 },
        after: { type: 'string', enum: ['succeed', 'fail', 'throw'], default: 'succeed' },
      },
      required: ['person_id', 'name'],
      additionalProperties: false,
    },
  });
  expect(toolSpec(rename).parameters).not.toHaveProperty('$schema');
});
