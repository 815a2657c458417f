/** The smallest desk there is, for tests of what episodes can do: one case about a lamp that the user can look at and restart. */
import { defineTool, fail, loadKernel, OPENING_TIME, succeed, toolSpec } from '@understudy/kernel';
import type { Tool } from '@understudy/kernel';
import { z } from 'zod';
import type { Pack } from '../schema/pack.ts';
import type { Task, TaskUser } from '../schema/task.ts';
import { orderId, postcode, restart, userWith } from '../users/user.fixture.ts';
import type { Arena } from './arena.ts';
import { pack as desk } from './desk.fixture.ts';
import type { AgentMove } from './session.ts';

const noArguments = z.strictObject({});

/** Waits a day, then reminds the desk: the timer writes a note into the case. */
const remind: Tool = defineTool({
  name: 'remind',
  description: 'Sets a reminder.',
  effect: 'write',
  seconds: 1,
  parameters: z.strictObject({ after_seconds: z.number() }),
  run: ({ clock }, { after_seconds }) => {
    clock.schedule({
      id: 'reminder',
      due: clock.now() + after_seconds * 1000,
      event: 'case.remind',
      subject: '1',
    });
    return succeed({ set: true });
  },
});

const closeCase: Tool = defineTool({
  name: 'close_case',
  description: 'Closes the case.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ as: z.enum(['solved', 'refused']) }),
  run: ({ world }, { as }) => {
    world.run('UPDATE cases SET status = ? WHERE id = 1', as);
    return succeed({ status: as });
  },
});

const readCase: Tool = defineTool({
  name: 'read_case',
  description: 'Reads the case.',
  effect: 'read',
  seconds: 2,
  parameters: noArguments,
  run: ({ world }) =>
    succeed({ status: String(world.get('SELECT status FROM cases WHERE id = 1')?.['status']) }),
});

/** The user's own: works from the second time on where the lamp is stubborn. */
const restartLamp: Tool = defineTool({
  name: 'restart_lamp',
  description: 'Turns the lamp off and on.',
  effect: 'write',
  by: 'user',
  seconds: 20,
  parameters: noArguments,
  run: ({ world }) => {
    if (world.get('SELECT light FROM lamps WHERE id = 1')?.['light'] === 'broken')
      return fail('conflict', 'The lamp does nothing.');
    world.run("UPDATE lamps SET light = 'green 42' WHERE id = 1");
    return succeed({ light: 'green 42' });
  },
});

const lookAtLamp: Tool = defineTool({
  name: 'look_at_lamp',
  description: 'Looks at the lamp.',
  effect: 'read',
  by: 'user',
  seconds: 5,
  parameters: noArguments,
  run: ({ world }) =>
    succeed({ light: String(world.get('SELECT light FROM lamps WHERE id = 1')?.['light']) }),
});

export async function lampArena(): Promise<Arena> {
  const kernel = await loadKernel();
  const template = kernel.compile({
    ddl: `CREATE TABLE cases (id INTEGER PRIMARY KEY, status TEXT NOT NULL, note TEXT) STRICT;
          CREATE TABLE lamps (id INTEGER PRIMARY KEY, light TEXT NOT NULL) STRICT;`,
    tables: [
      { name: 'cases', rows: [{ id: 1, status: 'open', note: null }] },
      { name: 'lamps', rows: [{ id: 1, light: 'red' }] },
    ],
  });
  const tools = [readCase, closeCase, remind];
  return {
    world: kernel.openWorld(template),
    tools,
    specs: tools.map(toolSpec),
    userTools: [restartLamp, lookAtLamp],
    lifecycles: [],
    timers: {
      'case.remind': ({ world, actor }) => {
        world.run('UPDATE cases SET note = ? WHERE id = 1', `reminded by ${actor.kind}`);
      },
    },
    underWay: [],
    opening: OPENING_TIME,
  };
}

const settledAs = (status: string): Extract<Pack['settled'], { table: string }> => ({
  table: 'cases',
  key: 1,
  column: 'status',
  in: [status],
});

export const lampPack: Pack = {
  ...desk,
  id: 'lamps',
  settled: [settledAs('solved'), settledAs('refused')],
  limits: { agent_turns: 12, malformed: 3 },
};

export const look = {
  ...restart,
  id: 'look',
  label: 'look at the lamp',
  askedBy: ['look at'],
  tool: 'look_at_lamp',
};

export function lampTask(user: TaskUser = lampUser(), more: Partial<Task> = {}): Task {
  return {
    id: 'lamps/lamp/train/0',
    pack: 'lamps',
    family: 'lamp',
    case: 'lamp',
    outcome: 'act',
    mode: 'dialogue',
    split: 'train',
    seed: 1,
    wording: 'lamp:train:0',
    system: 'You repair lamps.',
    opening: [],
    focus: {},
    user,
    gold: [],
    alternatives: [],
    communicate: [],
    confidential: [],
    difficulty: { steps: 1, branching: 1, clauses: 0, distractors: 0, score: 0, level: 'easy' },
    entities: [],
    ...more,
  };
}

export function lampUser(
  traits: Parameters<typeof userWith>[0] = {},
  more: Partial<TaskUser> = {},
): TaskUser {
  return userWith(traits, {
    facts: [orderId, postcode],
    actions: [restart, look],
    opening: 'My lamp is dark.',
    ...more,
  });
}

const usage = { promptTokens: 0, completionTokens: 0, seconds: 0, cost: null };

export function says(text: string): AgentMove {
  return { text, toolCalls: [], usage };
}

export function calls(name: string, args: AgentMove['toolCalls'][number]['arguments'] = {}): AgentMove {
  return { text: null, toolCalls: [{ id: name, name, arguments: args }], usage };
}
