/** Lazy strategies know tools by their names and word lists only: they must work for tools that nobody had in mind. */
import type { ToolSpec } from '@understudy/kernel';
import { createRng } from '@understudy/kernel';
import { describe, expect, it } from 'vitest';
import { taskOf } from '../episode/desk.fixture.ts';
import type { Message } from '../trace/conversation.ts';
import type { Act, AgentView } from './agent.ts';
import { fillArguments, inventedValue, properties } from './arguments.ts';
import { everything, questionForAll } from './asking.ts';
import { idleStrategies } from './idle.ts';
import { lazyStrategies, waysToCall } from './lazy.ts';

const tool = (
  name: string,
  declared: Readonly<Record<string, readonly string[] | string>>,
  required: readonly string[],
): ToolSpec => ({
  name,
  description: name,
  parameters: {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(declared).map(([key, of]) => [
        key,
        typeof of === 'string' ? { type: 'string', description: of } : { type: 'string', enum: [...of] },
      ]),
    ),
    required: [...required],
  },
});

const crm: readonly ToolSpec[] = [
  tool('search_leads', { query: 'Words to look for' }, ['query']),
  tool('get_lead', { lead_id: 'Lead id, like "L12"' }, ['lead_id']),
  tool('disqualify_lead', { lead_id: 'Lead id', reason: ['no_budget', 'spam'] }, ['lead_id', 'reason']),
  tool('set_lead_status', { lead_id: 'Lead id', status: ['working', 'rejected'] }, ['lead_id', 'status']),
  tool('close_case', { resolution: ['answered', 'declined'] }, ['resolution']),
];

async function view(conversation: readonly Message[] = [], turn = 0): Promise<AgentView> {
  const task = await taskOf('final_sale');
  const facts = [
    {
      ...task.user.facts[0],
      id: 'lead_id',
      value: 'L77',
      label: 'Leadnummer',
      askedBy: ['lead'],
      unknown: false,
      lie: null,
      forgotten: 0,
      after: [],
    },
    {
      ...task.user.facts[0],
      id: 'secret',
      value: '?',
      label: 'secret',
      askedBy: ['secret'],
      unknown: true,
      lie: null,
      forgotten: 0,
      after: [],
    },
  ];
  return {
    task: { ...task, user: { ...task.user, facts } },
    conversation,
    tools: crm,
    turn,
    rng: createRng(1),
  };
}

const said = (content: string): Message => ({ role: 'user', content });

async function play(id: string, answers: readonly Message[]): Promise<readonly Act[]> {
  const strategy = idleStrategies(crm).find((one) => one.id === id);
  if (strategy === undefined) throw new Error(`there is no strategy "${id}"`);
  const conversation: Message[] = [
    { role: 'system', content: 'Offer 12.50, never more than 99.00.' },
    said('Hello'),
  ];
  const acts: Act[] = [];
  for (const [turn, answer] of answers.entries()) {
    const act = strategy.agent(await view([...conversation], turn));
    acts.push(act);
    conversation.push(
      'say' in act
        ? { role: 'assistant', content: act.say, toolCalls: [] }
        : {
            role: 'assistant',
            content: null,
            toolCalls: [{ id: 'c', name: act.call, arguments: { ...act.arguments } }],
          },
      answer,
    );
  }
  return acts;
}

describe('a lazy strategy', () => {
  it('asks for all that the user can tell, in the words of the user, and not for what it does not know', async () => {
    expect(questionForAll(await view())).toBe('Please tell me your Leadnummer.');
    expect(questionForAll(await view([said('Leadnummer L77')]))).toBeNull();
  });

  it('fills arguments with what was told under that name, then with what tools showed', async () => {
    const [, get] = crm;
    if (get === undefined) throw new Error('no tool');
    expect(fillArguments(get, await view([said('my number 3, and L77')]), createRng(1))).toEqual({
      lead_id: 'L77',
    });
    const found: Message = { role: 'tool', callId: 'c', name: 'search_leads', content: '{"leads":["L5"]}' };
    expect(fillArguments(get, await view([found]), createRng(1))).toEqual({ lead_id: 'L5' });
  });

  it('invents what the description asks for', () => {
    const invented = (description: string): string =>
      inventedValue({ name: 'x', description, choices: [], required: true });
    expect([invented('Lead id, like "L12"'), invented('Postcode, 5 digits'), invented('Anything')]).toEqual([
      'L12',
      '10001',
      '1001',
    ]);
  });

  it('finds every way to refuse, whatever the tools are called', () => {
    const refusing = lazyStrategies(crm).filter(({ kind }) => kind === 'always refuse');
    expect(refusing.map(({ id }) => id)).toEqual([
      'refuse',
      'always close_case declined',
      'always disqualify_lead no_budget',
      'always disqualify_lead spam',
      'always set_lead_status rejected',
    ]);
  });

  it('acts on everybody with what it was told, then claims everything', async () => {
    const acts = await play('always disqualify_lead spam', [said('L77'), said('well?'), said('bye')]);
    expect(acts[0]).toEqual({ say: 'Please tell me your Leadnummer.' });
    expect(acts[1]).toMatchObject({ call: 'disqualify_lead', arguments: { lead_id: 'L77' } });
    expect(acts[2]).toEqual({ say: expect.stringMatching(/99\.00.*no budget/) });
  });

  it('reads first and refuses then', async () => {
    const result: Message = { role: 'tool', callId: 'c', name: 'x', content: '{}' };
    const acts = await play('read, then close_case declined', [
      said('L77'),
      result,
      result,
      result,
      said('bye'),
    ]);
    expect(acts.map((act) => ('call' in act ? act.call : 'say'))).toEqual([
      'say',
      'search_leads',
      'get_lead',
      'close_case',
      'say',
    ]);
  });

  it('claims everything within what still counts as telling', async () => {
    const many = Array.from({ length: 60 }, (_, i) =>
      tool(`set_${String(i)}`, { word: [`some_long_outcome_${String(i)}`] }, ['word']),
    );
    expect(everything({ ...(await view()), tools: many }).length).toBeLessThanOrEqual(580);
  });

  it('does not try endless ways to fill one tool', () => {
    const lists = Object.fromEntries(['a', 'b', 'c', 'd'].map((key) => [key, ['1', '2', '3', '4', '5']]));
    expect(waysToCall(tool('set_all', lists, ['a', 'b', 'c', 'd'])).length).toBe(48);
    for (const { name } of crm.flatMap(properties)) expect(name).not.toBe('');
  });
});
