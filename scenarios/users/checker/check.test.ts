import { createRng } from '@understudy/kernel';
import { describe, expect, it } from 'vitest';
import { goldAgent } from '../../agents/gold.ts';
import { namedStrategies } from '../../agents/lazy.ts';
import { arenaOf, pack, taskOf } from '../../episode/desk.fixture.ts';
import { calls, lampArena, lampPack, lampTask, lampUser, says } from '../../episode/lamp.fixture.ts';
import { rehearse } from '../../episode/rehearse.ts';
import { openSession, type AgentMove } from '../../episode/session.ts';
import type { Task, TaskUser } from '../../schema/task.ts';
import type { EpisodeEvent } from '../../trace/event.ts';
import { speakTemplate } from '../voice.ts';
import { checkUser, knowledgeOf } from './check.ts';
import { isCritical, type FindingKind } from './finding.ts';
import { populationOf } from './ledger.ts';
import { tallyUsers } from './tally.ts';

type Line = Extract<EpisodeEvent, { type: 'user_message' }>;

const arena = await lampArena();
const base = lampUser();
const [order, postcode] = base.facts;
if (order === undefined || postcode === undefined) throw new Error('the user knows two facts');
/** Lies about the order number at first, knows no postcode by heart, has a lamp to look at. */
const liar: TaskUser = {
  ...lampUser({ honesty: 0, patience: 4 }),
  facts: [
    { ...order, lie: '9999' },
    postcode,
    { ...order, id: 'voucher', value: 'VX-31', label: 'voucher', askedBy: ['voucher'], unknown: true },
  ],
};
const task = lampTask(liar);
const moves = [
  says('Your order number?'),
  says('Really? Your order number?'),
  says('Please restart it.'),
  says('Your postcode?'),
  calls('close_case', { as: 'solved' }),
  says('It is done.'),
];

function play(of: Task, agent: readonly AgentMove[]): readonly EpisodeEvent[] {
  const session = openSession(lampPack, of, arena, { policyId: 'test', seed: 1 });
  for (const move of [null, ...agent]) {
    if (move !== null && session.next.who === 'agent') session.agentMoves(move);
    if (session.next.who === 'user') session.userSays(speakTemplate(session.next.request));
  }
  return session.drain().map((event, seq) => ({ ...event, seq, wallTime: 0 }));
}

const log = play(task, moves);
const knowledge = {
  ...knowledgeOf(lampPack, task, populationOf(arena)),
  otherGoals: ['cancel a subscription at once', 'get the money back'],
};
const check = (events: readonly EpisodeEvent[], of: Task = task): readonly string[] =>
  checkUser(of, events, knowledge).map(({ kind }) => kind);

/** The log with the n-th line of the user changed. */
function planted(n: number, change: (line: Line) => Partial<Line>): readonly EpisodeEvent[] {
  let line = -1;
  return log.map((event) => {
    if (event.type !== 'user_message') return event;
    line += 1;
    return line === n ? { ...event, ...change(event) } : event;
  });
}
const texts = (text: string) => (): Partial<Line> => ({ text });

describe('the user checker', () => {
  it('finds nothing in an episode in which the user lies, admits, works with its hands and is content', () => {
    const acts = log.flatMap((event) => (event.type === 'user_message' ? [event.act] : []));
    expect(acts).toEqual(['open', 'disclose', 'admit', 'did', 'disclose', 'thanks']);
    expect(check(log)).toEqual([]);
  });

  it.each<readonly [FindingKind, string, readonly EpisodeEvent[]]>([
    ['foreign_fact', 'a figure invented', planted(4, ({ text }) => ({ text: `${text} I paid 55.20.` }))],
    [
      'foreign_fact',
      'an address invented',
      planted(4, ({ text }) => ({ text: `${text} Mail me@example.org.` })),
    ],
    ['foreign_fact', 'what the user does not know', planted(4, ({ text }) => ({ text: `${text} VX-31.` }))],
    ['undisclosed_fact', 'a fact too early', planted(0, ({ text }) => ({ text: `${text} Postcode 70193.` }))],
    ['undisclosed_fact', 'the truth with the lie', planted(1, ({ text }) => ({ text: `${text} Or 4821.` }))],
    ['withheld_fact', 'a fact left out', planted(4, texts('I would rather not say.'))],
    [
      'withheld_fact',
      'a fact with a wrong digit',
      planted(4, ({ text }) => ({ text: text.replace('70193', '70194') })),
    ],
    ['withheld_fact', 'a lie left out', planted(1, texts('Let me see.'))],
    ['lie_after_admission', 'a lie once more', planted(4, ({ text }) => ({ text: `${text} And 9999.` }))],
    ['contradicts_world', 'another reading', planted(3, texts('It says amber.'))],
    ['out_of_role', 'the agent’s part', planted(4, ({ text }) => ({ text: `${text} How can I help you?` }))],
    ['out_of_role', 'markup', planted(4, ({ text }) => ({ text: `<say>${text}</say>` }))],
    ['wrong_language', 'German', planted(5, texts('Danke, das ist schön, ich habe doch noch eine bitte.'))],
    ['odd_length', 'nothing', planted(5, texts(' '))],
    ['odd_length', 'a novel', planted(5, texts('and so on '.repeat(50)))],
    ['ended_early', 'content with an open case', log.filter((event) => event.type !== 'tool_result')],
    [
      'ended_early',
      'gone with patience left',
      log.map((event) => (event.type === 'closed' ? { ...event, reason: 'user_left' } : event)),
    ],
    [
      'wrong_wish',
      'what another user wants',
      planted(4, ({ text }) => ({ voice: 'llm', text: `${text} Cancel my subscription.` })),
    ],
    ['wrong_wish', 'an opening without the case', planted(0, () => ({ voice: 'llm', text: 'Hello there.' }))],
    [
      'out_of_role',
      'a question for its own fact',
      planted(5, () => ({ voice: 'llm', text: 'Please tell me your order number.' })),
    ],
    ['garbled', 'a name of a field', planted(5, texts('Thanks, order_id.'))],
    ['garbled', 'a broken character', planted(5, texts('Thanks, the whe\uFFFDbarrow.'))],
    ['overstayed', 'on as before', planted(5, () => ({ act: 'nudge', state: 'waiting' }))],
  ])('finds %s: %s', (kind, _, events) => {
    expect(check(events)).toContain(kind);
  });

  it('finds that the user speaks of something it never did, or calls failed what worked', () => {
    const idle = play(lampTask(), [says('Hm.')]);
    const claim = idle.map((event): EpisodeEvent =>
      event.type === 'user_message' && event.act === 'nudge'
        ? { ...event, act: 'did', text: 'Done.' }
        : event,
    );
    expect(check(claim, lampTask())).toContain('contradicts_world');
    expect(check(planted(3, () => ({ act: 'failed', text: 'No luck.' })))).toContain('contradicts_world');
  });

  it('finds names of people and things of the world that are not the user’s', async () => {
    const desk = await arenaOf();
    const played = await taskOf('damaged_refund');
    const people = populationOf(desk);
    const other = [...people.names].find((name) => !played.user.facts.some(({ value }) => value === name));
    const { log: real } = rehearse(pack, played, desk, goldAgent, { id: 'gold', seed: 0 });
    const of = (events: readonly EpisodeEvent[]): readonly string[] =>
      checkUser(played, events, knowledgeOf(pack, played, people)).map(({ kind }) => kind);
    expect(of(real)).toEqual([]);
    const wrong = real.map((event): EpisodeEvent =>
      event.type === 'user_message' && event.act === 'open'
        ? { ...event, text: `${event.text} And the ${other ?? ''}.` }
        : event,
    );
    expect(of(wrong)).toContain('foreign_fact');
  });

  it('finds nothing over the built-in pack with agents good and bad', async () => {
    const desk = await arenaOf();
    const people = populationOf(desk);
    const agents = [goldAgent, namedStrategies.random, namedStrategies.spam, namedStrategies['no-op']];
    for (const { id: family } of pack.families)
      for (const [seed, agent] of agents.entries()) {
        const played = await taskOf(family, seed);
        const { log: real } = rehearse(pack, played, desk, agent, { id: 'test', seed });
        expect(checkUser(played, real, knowledgeOf(pack, played, people))).toEqual([]);
      }
  });

  it('finds nothing with a user of many traits, in any of their draws', () => {
    const traits = {
      patience: 8,
      honesty: 0.4,
      forgetful: 0.7,
      interrupts: 0.4,
      verbosity: 0.6,
      panic: 0.6,
      mood: -0.5,
    };
    const user = {
      ...lampUser({ ...traits, repetition: 0.5, literacy: 0.3, forthcoming: 0.5 }),
      facts: liar.facts,
    };
    const odd = lampTask({ ...user, facts: user.facts.map((fact) => ({ ...fact, forgotten: 2 })) });
    for (let seed = 0; seed < 60; seed += 1) {
      const rng = createRng(seed);
      const events = play(
        { ...odd, id: `lamps/lamp/train/${String(seed)}` },
        rng.shuffle([...moves, ...moves]),
      );
      expect(checkUser(odd, events, knowledge).filter(isCritical)).toEqual([]);
    }
  });

  it('counts lines, not findings', () => {
    const bad = planted(4, texts('I paid 55.20 to me@example.org.'));
    const counted = tallyUsers([
      { log, findings: checkUser(task, log, knowledge) },
      { log: bad, findings: checkUser(task, bad, knowledge) },
    ]);
    expect(counted).toMatchObject({
      episodes: 2,
      lines: 12,
      spoken: 0,
      criticalEpisodes: 1,
      criticalLines: 1,
      minorLines: 0,
      byKind: { foreign_fact: 2, withheld_fact: 1 },
    });
  });
});
