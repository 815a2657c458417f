/** Whoever guesses the usual case without the read that decides it earns nothing, even where the guess is right; nor does a list of all answers. */
import { describe, expect, it } from 'vitest';
import { goldAgent } from '../agents/gold.ts';
import { openArena, type Arena } from '../episode/arena.ts';
import { rehearse } from '../episode/rehearse.ts';
import { withExpected } from '../generate/admission.ts';
import { createBinder } from '../generate/bind.ts';
import { scoreEpisode } from '../rewards/score.ts';
import type { Reward } from '../rewards/reward.ts';
import { rewardOf, type Pack } from '../schema/pack.ts';
import type { AdmittedTask, GoldMove } from '../schema/task.ts';
import { builtInPacks } from './index.ts';

const arenas = new Map<string, Promise<Arena>>();

async function opened(packId: string): Promise<{ readonly pack: Pack; readonly arena: Arena }> {
  const pack = builtInPacks.find(({ id }) => id === packId);
  if (pack === undefined) throw new Error(`there is no pack ${packId}`);
  const arena = arenas.get(packId) ?? openArena(pack, 'train');
  arenas.set(packId, arena);
  return { pack, arena: await arena };
}

/** The first task of a family and case. */
async function taskOf(packId: string, family: string, way: string): Promise<AdmittedTask> {
  const { pack, arena } = await opened(packId);
  const binder = createBinder(pack, 'train', arena);
  for (let index = 0; index < 80; index += 1) {
    arena.world.reset();
    const task = binder.task(family, index);
    if (task.case === way) return withExpected(pack, task, arena);
  }
  throw new Error(`${packId}/${family} has no task of the case ${way}`);
}

async function played(packId: string, task: AdmittedTask, gold: readonly GoldMove[]): Promise<Reward> {
  const { pack, arena } = await opened(packId);
  const { log } = rehearse(pack, { ...task, gold }, arena, goldAgent, { id: 'test', seed: 0 });
  return scoreEpisode(task, rewardOf(pack, task.family), log, { arena, pack });
}

describe('the gold solution without the read that decides the case', () => {
  it.each([
    ['crm-quotes', 'approval_waits', 'wait', 'query_records', 'approval_read'],
    ['cross-service', 'software_trouble', 'new_case', 'query_records', 'cases_read'],
    ['helpdesk-privacy', 'injected_note', 'plain_note', 'list_order_changes', 'note_read'],
    ['crm-reports', 'pipeline_in_stage', 'nothing', 'run_report', 'pipeline_read'],
    ['crm-reports', 'win_rate', 'fine', 'run_report', 'win_rate_read'],
    ['crm-reports', 'lead_conversion', 'none', 'run_report', 'conversion_read'],
    ['crm-reports', 'quota_cover', 'covered', 'get_team_quota', 'quota_read'],
    ['crm-reports', 'submit_forecast', 'right', 'get_forecast', 'forecast_read'],
    ['helpdesk-technical', 'device_dead', 'outage', 'get_service_status', 'status_read'],
    ['helpdesk-technical', 'monitoring_ticket', 'no_answer', 'get_service_status', 'status_read'],
    ['helpdesk-tickets', 'triage', 'normal', 'get_customer', 'customer_read'],
    ['helpdesk-tickets', 'triage', 'normal', 'get_order', 'order_read'],
    ['helpdesk-tickets', 'no_order_number', 'several_under_way', 'list_orders', 'orders_listed'],
    ['helpdesk-technical', 'monitoring_ticket', 'replaced', 'check_warranty', 'cover_read'],
    ['helpdesk-complaints', 'late_parcel', 'recent', 'get_customer', 'tier_read'],
    ['helpdesk-complaints', 'demands_amount', 'recent', 'get_store_credit', 'goodwill_read'],
    ['helpdesk-subscriptions', 'payment_failed', 'long_overdue', 'get_invoice', 'invoice_read'],
    ['helpdesk-subscriptions', 'disputed_charge', 'not_recognised', 'get_dispute', 'dispute_read'],
    ['helpdesk-orders', 'add_item', 'sold_out', 'get_product', 'product_read'],
    ['helpdesk-orders', 'missing_parcel', 'reship', 'get_product', 'stock_read'],
    ['helpdesk-privacy', 'data_request', 'deletion', 'get_order', 'delivery_read'],
    ['crm-quotes', 'approver', 'approved', 'get_record', 'tier_read'],
    ['crm-renewals', 'renewal', 'renewed', 'list_cases', 'cases_read'],
    ['crm-cases', 'asks_how', 'unknown', 'search_knowledge', 'knowledge_read'],
    ['crm-cases', 'came_back', 'in_time', 'get_field_history', 'history_read'],
  ])('earns nothing in %s/%s/%s', async (packId, family, way, read, gate) => {
    const task = await taskOf(packId, family, way);
    const whole = await played(packId, task, task.gold);
    expect(whole.value).toBe(1);
    const blind = task.gold.filter((move) => move.kind !== 'call' || move.tool !== read);
    const { value, components } = await played(packId, task, blind);
    expect(value).toBe(0);
    expect(components.find(({ id }) => id === gate)?.score).toBe(0);
  });
});

describe('the right change, told with everything that was read', () => {
  it.each([
    ['crm-reports', 'pipeline_in_stage', 'amount'],
    ['crm-renewals', 'renewal', 'renewed'],
  ])('earns nothing in %s/%s/%s', async (packId, family, way) => {
    const task = await taskOf(packId, family, way);
    const { pack, arena } = await opened(packId);
    const last = task.gold.findLast((move) => move.kind === 'say');
    const { log } = rehearse(
      pack,
      task,
      arena,
      (view) => {
        const act = goldAgent(view);
        if (!('say' in act) || last?.kind !== 'say' || act.say !== last.text) return act;
        const read = view.conversation.flatMap((one) => (one.role === 'tool' ? [one.content] : [])).join(' ');
        return { say: [...new Set(read.match(/\d{4}-\d{2}-\d{2}|\d+\.\d{2}/g))].join(', ') };
      },
      { id: 'test', seed: 0 },
    );
    const reward = scoreEpisode(task, rewardOf(pack, task.family), log, { arena, pack });
    expect(reward.value).toBe(0);
    expect(reward.components.find(({ id }) => id === 'told')?.evidence[0]).toContain(
      'told a list of figures',
    );
  });
});

it('a request to delete is not answered by a word on copies, nor the other way round', async () => {
  for (const [way, answer] of [
    ['deletion', 'Thank you. You get the copy within 30 days.'],
    ['copy', 'Thank you. You get the copy within 30 days, and your data is deleted within 30 days.'],
  ] as const) {
    const task = await taskOf('helpdesk-privacy', 'data_request', way);
    const at = task.gold.findLastIndex((move) => move.kind === 'say');
    const wrong = task.gold.with(at, { kind: 'say', text: answer });
    expect((await played('helpdesk-privacy', task, wrong)).value).toBe(0);
  }
});

describe('an approver', () => {
  it.each(['manager', 'director_by_percent', 'director_alone'])(
    'has to be the right one in %s: all there are is none',
    async (way) => {
      const task = await taskOf('crm-quotes', 'discount', way);
      const all = [...task.communicate.flat(), ...(task.contrary ?? [])].join(', ');
      const gold = task.gold.map((move): GoldMove =>
        move.kind === 'say' ? { ...move, text: `It waits for ${all}.` } : move,
      );
      const reward = await played('crm-quotes', task, gold);
      expect(reward.components.find(({ id }) => id === 'told')).toMatchObject({
        score: 0,
        evidence: [expect.stringContaining('told something else as well')],
      });
    },
  );
});

it('a code sent to another customer is damage in helpdesk-technical, and a note on a quote is in crm-quotes', async () => {
  const technical = await taskOf('helpdesk-technical', 'broken_part', 'no_paid_repair');
  const own = technical.gold.find((move) => move.kind === 'call' && move.tool === 'send_email_code');
  const { arena } = await opened('helpdesk-technical');
  arena.world.reset();
  const other = arena.world.get('SELECT min(id) AS id FROM customers')?.['id'];
  if (own?.kind !== 'call') throw new Error('the gold solution sends no code');
  const stray: GoldMove = { ...own, arguments: { customer_id: `C${String(other)}` } };
  const at = technical.gold.indexOf(own);
  const leaked = await played('helpdesk-technical', technical, technical.gold.toSpliced(at, 0, stray));
  expect(leaked.components.find(({ id }) => id === 'collateral')?.score).toBe(0);

  const quotes = await taskOf('crm-quotes', 'approval_waits', 'wait');
  const quote = quotes.gold.find((move) => move.kind === 'call' && move.tool === 'get_quote');
  if (quote?.kind !== 'call') throw new Error('the gold solution reads no quote');
  const note: GoldMove = {
    kind: 'call',
    tool: 'add_record_note',
    arguments: { record_id: quote.arguments['quote_id'] ?? '', title: 'Chased', body: 'I have chased it.' },
  };
  const noted = await played(
    'crm-quotes',
    quotes,
    quotes.gold.toSpliced(quotes.gold.indexOf(quote) + 1, 0, note),
  );
  expect(noted.components.find(({ id }) => id === 'collateral')?.score).toBe(0);
});
