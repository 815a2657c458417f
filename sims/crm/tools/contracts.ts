/** Tools that make a contract out of an accepted quote, bring it through approval into force, and read it. */
import {
  DAY,
  dayOf,
  defineTool,
  formatMoney,
  freeText,
  int,
  intOrNull,
  isoDate,
  succeed,
  text,
  textOrNull,
  type Row,
  type ToolContext,
} from '@understudy/kernel';
import { z } from 'zod';
import { idOf, showId, showIdOrNull } from '../ids.ts';
import { actingUser } from './acting.ts';
import { failed, type Failed } from './outcomes.ts';
import { day, optional, whole, yesNo } from './parameters.ts';
import { quoteId } from './quotes.ts';
import { locate } from './records.ts';
import { advance, find, insert, update } from './writing.ts';

export const contractId = idOf('contract').describe('Contract id, like "K4"');

/** Event of the timer that a contract in force sets; its subject is the contract's number. */
export const CONTRACT_END = 'crm_contract_end';

/** The last day of a term that starts on a day: the day before the same date, so many months on (the month's last day where it is shorter). */
export function lastDay(start: number, months: number): number {
  const from = new Date(start);
  const month = from.getUTCMonth() + months;
  const lastOfMonth = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate();
  return Date.UTC(from.getUTCFullYear(), month, Math.min(from.getUTCDate(), lastOfMonth)) - DAY;
}

/** First instant at which a contract has ended. */
export function endOf(contract: Row): number {
  return int(contract, 'ends_at') + DAY;
}

export function scheduleEnd(context: ToolContext, id: number, endsAt: number): void {
  context.clock.schedule({
    id: `${CONTRACT_END}:${id}`,
    due: endsAt + DAY,
    event: CONTRACT_END,
    subject: String(id),
  });
}

export function cancelEnd(context: ToolContext, id: number): void {
  context.clock.cancel(`${CONTRACT_END}:${id}`);
}

export const createContract = defineTool({
  name: 'create_contract',
  description: 'Make a draft contract out of an accepted quote.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject({
    quote_id: quoteId,
    starts_on: optional(day).describe('First day in force, like "2026-07-01"; default: today'),
    term_months: optional(whole(1, 120)).describe('Default 12'),
    auto_renew: optional(yesNo).describe('Default false'),
    notice_days: optional(whole(0, 365)).describe('Default 30'),
  }),
  run(context, args) {
    const found = locate(context, 'quote', args.quote_id);
    if (!found.ok) return found;
    const status = text(found.row, 'status');
    if (status !== 'accepted') {
      return failed(
        'conflict',
        `Quote ${showId('quote', args.quote_id)} is ${status}, not accepted.`,
        'A contract is made out of an accepted quote.',
      );
    }
    const existing = context.world.get(
      `SELECT id FROM contracts WHERE quote_id = (SELECT ?) AND status <> 'cancelled' ORDER BY id LIMIT 1`,
      args.quote_id,
    );
    if (existing !== undefined) {
      return failed(
        'conflict',
        `Quote ${showId('quote', args.quote_id)} has contract ${showId('contract', int(existing, 'id'))} already.`,
        'get_contract reads it.',
      );
    }
    const now = context.clock.now();
    const today = dayOf(now) * DAY;
    const starts = args.starts_on ?? today;
    if (starts < today) {
      return failed('validation', 'starts_on: lies in the past.', `Today is ${context.clock.today()}.`);
    }
    const opportunity = find(context.world, 'opportunities', int(found.row, 'opportunity_id')) ?? {};
    const months = args.term_months ?? 12;
    const ends = lastDay(starts, months);
    const value = int(found.row, 'total_cents');
    const id = insert(context.world, 'contracts', {
      account_id: int(opportunity, 'account_id'),
      opportunity_id: int(opportunity, 'id'),
      quote_id: args.quote_id,
      owner_id: int(found.row, 'owner_id'),
      status: 'draft',
      starts_at: starts,
      ends_at: ends,
      term_months: months,
      auto_renew: args.auto_renew === true ? 1 : 0,
      notice_days: args.notice_days ?? 30,
      value_cents: value,
      created_at: now,
      updated_at: now,
    });
    return succeed({
      contract_id: showId('contract', id),
      status: 'draft',
      starts: isoDate(starts),
      ends: isoDate(ends),
      value: formatMoney(value),
    });
  },
});

export const submitContract = defineTool({
  name: 'submit_contract',
  description: 'Submit a draft contract for approval by a manager, a director or operations.',
  effect: 'write',
  seconds: 8,
  parameters: z.strictObject({ contract_id: contractId }),
  events: ['contract.SUBMIT'],
  run(context, args) {
    const found = locate(context, 'contract', args.contract_id);
    if (!found.ok) return found;
    const sent = advance(
      context,
      'contract',
      found.row,
      'SUBMIT',
      {},
      'Only a draft contract can be submitted.',
    );
    if (!sent.ok) return sent;
    if (context.clock.now() >= endOf(found.row)) {
      return failed('conflict', `Contract ${showId('contract', args.contract_id)} ends in the past.`);
    }
    return succeed({ contract_id: showId('contract', args.contract_id), status: sent.to });
  },
});

const APPROVERS: readonly string[] = ['manager', 'director', 'operations'];

/** The contract, where the acting user may decide on it: of an approving role, and not its owner. */
function decidable(
  context: ToolContext,
  id: number,
): { readonly ok: true; readonly row: Row; readonly user: number } | Failed {
  const acting = actingUser(context);
  if (!acting.ok) return acting;
  const found = locate(context, 'contract', id);
  if (!found.ok) return found;
  if (!APPROVERS.includes(text(acting.row, 'role'))) {
    return failed(
      'forbidden',
      `A ${text(acting.row, 'role')} cannot decide on contracts.`,
      'A manager, a director or operations can.',
    );
  }
  if (int(found.row, 'owner_id') === acting.id) {
    return failed('forbidden', 'Nobody decides on a contract of their own.', 'Another manager can.');
  }
  return { ok: true, row: found.row, user: acting.id };
}

const DECIDABLE = 'Only a contract in approval is approved or rejected; submit_contract sends it there.';

export const approveContract = defineTool({
  name: 'approve_contract',
  description: 'Approve a contract that somebody else submitted.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ contract_id: contractId }),
  events: ['contract.APPROVE'],
  run(context, args) {
    const found = decidable(context, args.contract_id);
    if (!found.ok) return found;
    const sent = advance(context, 'contract', found.row, 'APPROVE', {}, DECIDABLE);
    if (!sent.ok) return sent;
    return succeed({ contract_id: showId('contract', args.contract_id), status: sent.to });
  },
});

export const rejectContract = defineTool({
  name: 'reject_contract',
  description:
    'Send a contract that somebody else submitted back to draft, with the reason, which becomes a note.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ contract_id: contractId, reason: freeText(300).describe('What must change') }),
  events: ['contract.REJECT'],
  run(context, args) {
    const found = decidable(context, args.contract_id);
    if (!found.ok) return found;
    const sent = advance(context, 'contract', found.row, 'REJECT', {}, DECIDABLE);
    if (!sent.ok) return sent;
    insert(context.world, 'notes', {
      record_type: 'contract',
      record_id: args.contract_id,
      author_id: found.user,
      title: 'Contract rejected',
      body: args.reason,
      created_at: context.clock.now(),
    });
    return succeed({ contract_id: showId('contract', args.contract_id), status: sent.to });
  },
});

export const recallContract = defineTool({
  name: 'recall_contract',
  description: 'Take a contract back from approval; it is a draft again.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ contract_id: contractId }),
  events: ['contract.RECALL'],
  run(context, args) {
    const found = locate(context, 'contract', args.contract_id);
    if (!found.ok) return found;
    const sent = advance(
      context,
      'contract',
      found.row,
      'RECALL',
      {},
      'Only a contract in approval can be recalled.',
    );
    if (!sent.ok) return sent;
    return succeed({ contract_id: showId('contract', args.contract_id), status: sent.to });
  },
});

export const activateContract = defineTool({
  name: 'activate_contract',
  description:
    'Put an approved contract in force. Its first day must have come, its last not passed, and its opportunity must be won.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ contract_id: contractId }),
  events: ['contract.ACTIVATE'],
  run(context, args) {
    const found = locate(context, 'contract', args.contract_id);
    if (!found.ok) return found;
    const { row } = found;
    const { world, clock } = context;
    const id = showId('contract', args.contract_id);
    const changes = { activated_at: clock.now() };
    const sent = advance(
      context,
      'contract',
      row,
      'ACTIVATE',
      changes,
      'Only an approved contract can be activated.',
    );
    if (!sent.ok) return sent;
    if (clock.now() < int(row, 'starts_at')) {
      return failed(
        'conflict',
        `Contract ${id} starts on ${isoDate(int(row, 'starts_at'))}.`,
        'It can be activated from that day on.',
      );
    }
    if (clock.now() >= endOf(row)) {
      return failed(
        'conflict',
        `Contract ${id} ended on ${isoDate(int(row, 'ends_at'))}.`,
        'cancel_contract calls it off.',
      );
    }
    const opportunityId = intOrNull(row, 'opportunity_id');
    const opportunity = opportunityId === null ? undefined : find(world, 'opportunities', opportunityId);
    if (opportunity !== undefined && text(opportunity, 'stage') !== 'closed_won') {
      return failed(
        'conflict',
        `Opportunity ${showId('opportunity', int(opportunity, 'id'))} is ${text(opportunity, 'stage')}, not won.`,
        'close_opportunity_won first.',
      );
    }
    const account = find(world, 'accounts', int(row, 'account_id'));
    if (account !== undefined && (account['kind'] === 'prospect' || account['kind'] === 'former_customer')) {
      update(context, 'account', account, { kind: 'customer' });
    }
    scheduleEnd(context, args.contract_id, int(row, 'ends_at'));
    return succeed({ contract_id: id, status: sent.to, ends: isoDate(int(row, 'ends_at')) });
  },
});

export const cancelContract = defineTool({
  name: 'cancel_contract',
  description: 'Call off a contract that is a draft or approved, before it is in force.',
  effect: 'write',
  seconds: 8,
  parameters: z.strictObject({ contract_id: contractId }),
  events: ['contract.CANCEL'],
  run(context, args) {
    const found = locate(context, 'contract', args.contract_id);
    if (!found.ok) return found;
    const sent = advance(
      context,
      'contract',
      found.row,
      'CANCEL',
      {},
      'Only a draft or approved contract is cancelled; terminate_contract ends one that is in force.',
    );
    if (!sent.ok) return sent;
    return succeed({ contract_id: showId('contract', args.contract_id), status: sent.to });
  },
});

export const getContract = defineTool({
  name: 'get_contract',
  description: 'Read a contract: dates, notice, value, and what it renews or is renewed by.',
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({ contract_id: contractId }),
  run(context, args) {
    const found = locate(context, 'contract', args.contract_id, 'read');
    if (!found.ok) return found;
    const { row } = found;
    const next = context.world.get(
      `SELECT id FROM contracts WHERE renewal_of_id = (SELECT ?) AND status <> 'cancelled' ORDER BY id DESC LIMIT 1`,
      args.contract_id,
    );
    const ends = int(row, 'ends_at');
    return succeed({
      contract_id: showId('contract', args.contract_id),
      account_id: showId('account', int(row, 'account_id')),
      opportunity_id: showIdOrNull('opportunity', intOrNull(row, 'opportunity_id')),
      quote_id: showIdOrNull('quote', intOrNull(row, 'quote_id')),
      owner: showId('user', int(row, 'owner_id')),
      status: text(row, 'status'),
      starts: isoDate(int(row, 'starts_at')),
      ends: isoDate(ends),
      days_left: Math.max(0, dayOf(ends) - dayOf(context.clock.now())),
      term_months: int(row, 'term_months'),
      auto_renew: int(row, 'auto_renew') === 1,
      notice_until: isoDate(ends - int(row, 'notice_days') * DAY),
      value: formatMoney(int(row, 'value_cents')),
      termination_reason: textOrNull(row, 'termination_reason'),
      renewal_of: showIdOrNull('contract', intOrNull(row, 'renewal_of_id')),
      renewed_by: next === undefined ? null : showId('contract', int(next, 'id')),
    });
  },
});
