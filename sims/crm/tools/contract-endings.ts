/** How a contract in force ends: notice, renewal, termination, or the passing of its last day. */
import {
  choice,
  DAY,
  dayOf,
  defineTool,
  formatMoney,
  int,
  intOrNull,
  isoDate,
  succeed,
  text,
  type Row,
  type ToolContext,
} from '@understudy/kernel';
import { z } from 'zod';
import { contractLifecycle } from '../lifecycles.ts';
import { restriction } from '../access/access.ts';
import { showId } from '../ids.ts';
import { TERMINATION_REASONS } from '../vocabulary.ts';
import { cancelEnd, contractId, endOf, lastDay, scheduleEnd } from './contracts.ts';
import { failed } from './outcomes.ts';
import { optional, percent, whole, yesNo } from './parameters.ts';
import { locate } from './records.ts';
import { advance, insert } from './writing.ts';

/** The last day on which notice can be given. */
function noticeUntil(contract: Row): number {
  return int(contract, 'ends_at') - int(contract, 'notice_days') * DAY;
}

export const giveContractNotice = defineTool({
  name: 'give_contract_notice',
  description:
    'Record that the customer gives notice: the contract runs to its last day and does not renew. Only while the notice period allows.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ contract_id: contractId }),
  events: ['contract.GIVE_NOTICE'],
  run(context, args) {
    const found = locate(context, 'contract', args.contract_id);
    if (!found.ok) return found;
    const sent = advance(
      context,
      'contract',
      found.row,
      'GIVE_NOTICE',
      {},
      'Notice is given on an activated contract.',
    );
    if (!sent.ok) return sent;
    const until = noticeUntil(found.row);
    // Without automatic renewal the contract ends by itself, and notice comes never too late.
    if (int(found.row, 'auto_renew') === 1 && dayOf(context.clock.now()) > dayOf(until)) {
      return failed(
        'conflict',
        `Notice for contract ${showId('contract', args.contract_id)} had to be given by ${isoDate(until)}.`,
        'It renews for another term.',
      );
    }
    return succeed({
      contract_id: showId('contract', args.contract_id),
      status: sent.to,
      ends: isoDate(int(found.row, 'ends_at')),
    });
  },
});

export const withdrawContractNotice = defineTool({
  name: 'withdraw_contract_notice',
  description: 'Take back the notice on a contract before its last day.',
  effect: 'write',
  seconds: 8,
  parameters: z.strictObject({ contract_id: contractId }),
  events: ['contract.WITHDRAW_NOTICE'],
  run(context, args) {
    const found = locate(context, 'contract', args.contract_id);
    if (!found.ok) return found;
    const sent = advance(
      context,
      'contract',
      found.row,
      'WITHDRAW_NOTICE',
      {},
      'No notice was given on this contract.',
    );
    if (!sent.ok) return sent;
    return succeed({ contract_id: showId('contract', args.contract_id), status: sent.to });
  },
});

/** Adds the contract that follows another one, as a draft. Its value is that of the old term, brought to the new length and raised. */
function follow(
  context: ToolContext,
  contract: Row,
  terms: { readonly months: number; readonly uplift: number; readonly autoRenew: number },
): { readonly id: number; readonly starts: number; readonly ends: number; readonly value: number } {
  const now = context.clock.now();
  const starts = endOf(contract);
  const ends = lastDay(starts, terms.months);
  const value = Math.round(
    (int(contract, 'value_cents') * terms.months * (100 + terms.uplift)) /
      (int(contract, 'term_months') * 100),
  );
  const id = insert(context.world, 'contracts', {
    account_id: int(contract, 'account_id'),
    opportunity_id: intOrNull(contract, 'opportunity_id'),
    renewal_of_id: int(contract, 'id'),
    owner_id: int(contract, 'owner_id'),
    status: 'draft',
    starts_at: starts,
    ends_at: ends,
    term_months: terms.months,
    auto_renew: terms.autoRenew,
    notice_days: int(contract, 'notice_days'),
    value_cents: value,
    created_at: now,
    updated_at: now,
  });
  return { id, starts, ends, value };
}

/** A renewal is agreed at most so many days ahead of the last day. */
const RENEWABLE_DAYS = 180;

export const renewContract = defineTool({
  name: 'renew_contract',
  description: `Renew a contract in force, at most ${RENEWABLE_DAYS} days before its last day: a draft contract follows it, with an uplift on the value.`,
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject({
    contract_id: contractId,
    uplift_percent: optional(percent).describe('Raise of the value, whole percent; default 0'),
    term_months: optional(whole(1, 120)).describe('Default: the same term'),
    auto_renew: optional(yesNo).describe('Default: as before'),
  }),
  events: ['contract.RENEW'],
  run(context, args) {
    const found = locate(context, 'contract', args.contract_id);
    if (!found.ok) return found;
    const { row } = found;
    const sent = advance(
      context,
      'contract',
      row,
      'RENEW',
      {},
      'Only an activated contract can be renewed; withdraw_contract_notice takes a notice back.',
    );
    if (!sent.ok) return sent;
    const left = dayOf(int(row, 'ends_at')) - dayOf(context.clock.now());
    if (left > RENEWABLE_DAYS) {
      return failed(
        'conflict',
        `Contract ${showId('contract', args.contract_id)} runs for another ${left} days.`,
        `It can be renewed in its last ${RENEWABLE_DAYS} days.`,
      );
    }
    const next = follow(context, row, {
      months: args.term_months ?? int(row, 'term_months'),
      uplift: args.uplift_percent ?? 0,
      autoRenew: args.auto_renew === undefined ? int(row, 'auto_renew') : args.auto_renew ? 1 : 0,
    });
    cancelEnd(context, args.contract_id);
    return succeed({
      contract_id: showId('contract', args.contract_id),
      status: sent.to,
      new_contract_id: showId('contract', next.id),
      starts: isoDate(next.starts),
      ends: isoDate(next.ends),
      value: formatMoney(next.value),
    });
  },
});

export const terminateContract = defineTool({
  name: 'terminate_contract',
  description:
    'End a contract in force at once, with the reason. A customer who gives notice is give_contract_notice instead.',
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({
    contract_id: contractId,
    reason: choice(TERMINATION_REASONS).describe('Why it ends early'),
  }),
  events: ['contract.TERMINATE'],
  run(context, args) {
    const found = locate(context, 'contract', args.contract_id);
    if (!found.ok) return found;
    const sent = advance(
      context,
      'contract',
      found.row,
      'TERMINATE',
      { terminated_at: context.clock.now(), termination_reason: args.reason },
      'Only a contract in force can be terminated; cancel_contract calls off one that is not.',
    );
    if (!sent.ok) return sent;
    if (args.reason === 'customer_notice' && sent.from !== 'in_notice') {
      return failed(
        'conflict',
        `No notice was given on contract ${showId('contract', args.contract_id)}.`,
        'give_contract_notice records it; the contract then runs to its last day.',
      );
    }
    cancelEnd(context, args.contract_id);
    return succeed({
      contract_id: showId('contract', args.contract_id),
      status: sent.to,
      reason: args.reason,
    });
  },
});

export const expireContract = defineTool({
  name: 'expire_contract',
  description: 'Let a contract expire whose last day has passed.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ contract_id: contractId }),
  events: ['contract.EXPIRE'],
  run(context, args) {
    const found = locate(context, 'contract', args.contract_id);
    if (!found.ok) return found;
    if (context.clock.now() < endOf(found.row)) {
      return failed(
        'conflict',
        `Contract ${showId('contract', args.contract_id)} is in force until ${isoDate(int(found.row, 'ends_at'))}.`,
      );
    }
    const sent = advance(context, 'contract', found.row, 'EXPIRE');
    if (!sent.ok) return sent;
    return succeed({
      contract_id: showId('contract', args.contract_id),
      status: sent.to,
    });
  },
});

export const autoRenewContract = defineTool({
  name: 'auto_renew_contract',
  description:
    'Renew a contract that renews by itself, at the same value and term, when its last day has passed.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ contract_id: contractId }),
  events: ['contract.AUTO_RENEW', 'contract.SUBMIT', 'contract.APPROVE', 'contract.ACTIVATE'],
  run(context, args) {
    const found = locate(context, 'contract', args.contract_id);
    if (!found.ok) return found;
    const { row } = found;
    const sent = advance(context, 'contract', row, 'AUTO_RENEW');
    if (!sent.ok) return sent;
    if (int(row, 'auto_renew') === 0) {
      return failed('conflict', `Contract ${showId('contract', args.contract_id)} does not renew by itself.`);
    }
    if (context.clock.now() < endOf(row)) {
      return failed(
        'conflict',
        `Contract ${showId('contract', args.contract_id)} is in force until ${isoDate(int(row, 'ends_at'))}.`,
      );
    }
    const next = follow(context, row, { months: int(row, 'term_months'), uplift: 0, autoRenew: 1 });
    for (const event of ['SUBMIT', 'APPROVE', 'ACTIVATE']) {
      const moved = contractLifecycle.send(context.world, next.id, event);
      if (!moved.ok) return moved;
    }
    context.world.run('UPDATE contracts SET activated_at = ? WHERE id = ?', context.clock.now(), next.id);
    scheduleEnd(context, next.id, next.ends);
    return succeed({
      contract_id: showId('contract', args.contract_id),
      status: sent.to,
      new_contract_id: showId('contract', next.id),
    });
  },
});

/** How many contracts one answer lists. */
const LISTED = 20;

export const listExpiringContracts = defineTool({
  name: 'list_expiring_contracts',
  description: `Contracts in force that end within so many days, soonest first, at most ${LISTED}, with the total value.`,
  effect: 'read',
  seconds: 4,
  parameters: z.strictObject({ within_days: optional(whole(1, 730)).describe('Default 90') }),
  run(context, args) {
    const until = (dayOf(context.clock.now()) + (args.within_days ?? 90)) * DAY;
    const visible = restriction(context, 'contract', 'read', 'k');
    const rows = context.world.all(
      `SELECT k.id, k.account_id, a.name, k.status, k.ends_at, k.auto_renew, k.notice_days, k.value_cents,
         count(*) OVER () AS total, sum(k.value_cents) OVER () AS total_cents
       FROM contracts k JOIN accounts a ON a.id = k.account_id
       WHERE k.status IN ('activated', 'in_notice') AND k.ends_at <= (SELECT ?) AND ${visible.sql} ORDER BY k.ends_at, k.id LIMIT ${LISTED}`,
      until,
      ...visible.cells,
    );
    const first = rows[0];
    return succeed({
      total: first === undefined ? 0 : int(first, 'total'),
      total_value: formatMoney(first === undefined ? 0 : int(first, 'total_cents')),
      contracts: rows.map((row) => ({
        contract_id: showId('contract', int(row, 'id')),
        account_id: showId('account', int(row, 'account_id')),
        account: text(row, 'name'),
        status: text(row, 'status'),
        ends: isoDate(int(row, 'ends_at')),
        notice_until: isoDate(noticeUntil(row)),
        auto_renew: int(row, 'auto_renew') === 1,
        value: formatMoney(int(row, 'value_cents')),
      })),
    });
  },
});
