/**
 * The approval chain of a quote. The approval rules say which steps a quote needs by its discount and its total; each step names one
 * approver, and they decide one after the other. Nobody approves a quote of their own.
 */
import {
  defineTool,
  formatMoney,
  freeText,
  int,
  intOrNull,
  isoDate,
  succeed,
  text,
  type Row,
  type ToolContext,
  type World,
} from '@understudy/kernel';
import { z } from 'zod';
import { showId } from '../ids.ts';
import { actingId, actingUser } from './acting.ts';
import { failed, type Failed } from './outcomes.ts';
import { optional } from './parameters.ts';
import { expiry, quoteId } from './quotes.ts';
import { locate } from './records.ts';
import { advance, insert } from './writing.ts';

/** Longer chains of command than this do not exist; a loop in the data ends here. */
const DEEPEST = 20;

/** The first active person of a role above a user; where nobody above has it (`operations` stand beside the line), the first of that role. */
function approverOf(world: World, role: string, owner: number): number | null {
  let above: number | null = owner;
  for (let depth = 0; above !== null && depth < DEEPEST; depth += 1) {
    const user: Row | undefined = world.get(
      'SELECT id, role, manager_id, active FROM users WHERE id = ?',
      above,
    );
    if (user === undefined) break;
    if (above !== owner && text(user, 'role') === role && int(user, 'active') === 1) return above;
    above = intOrNull(user, 'manager_id');
  }
  const beside = world.get(
    'SELECT id FROM users WHERE role = (SELECT ?) AND active = 1 AND id <> (SELECT ?) ORDER BY id LIMIT 1',
    role,
    owner,
  );
  return beside === undefined ? null : int(beside, 'id');
}

/** The steps a quote needs, in order, each with its approver. */
function chain(
  world: World,
  quote: Row,
): { readonly ok: true; readonly approvers: readonly number[] } | Failed {
  const discount = int(quote, 'discount_percent');
  const total = int(quote, 'total_cents');
  const rules = world
    .all(
      'SELECT step, above_discount_percent, above_total_cents, approver_role FROM approval_rules ORDER BY step, id',
    )
    .filter((rule) => {
      const limit = intOrNull(rule, 'above_total_cents');
      return discount > int(rule, 'above_discount_percent') || (limit !== null && total > limit);
    });
  const approvers: number[] = [];
  for (const rule of rules) {
    const role = text(rule, 'approver_role');
    const approver = approverOf(world, role, int(quote, 'owner_id'));
    if (approver === null) {
      return failed(
        'conflict',
        `The approval rules ask for a ${role}, and there is no active one.`,
        'An administrator must name one.',
      );
    }
    if (!approvers.includes(approver)) approvers.push(approver);
  }
  return { ok: true, approvers };
}

export const submitQuoteForApproval = defineTool({
  name: 'submit_quote_for_approval',
  description:
    'Submit a draft quote for approval. The rules decide by discount and total who must approve, in which order; where nobody must, it is approved at once.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({
    quote_id: quoteId,
    comment: optional(freeText(300)).describe('For the approvers'),
  }),
  events: ['quote.SUBMIT', 'quote.PASS'],
  run(context, args) {
    const found = locate(context, 'quote', args.quote_id);
    if (!found.ok) return found;
    const { world, clock } = context;
    const id = showId('quote', args.quote_id);
    if (clock.now() >= expiry(found.row) && text(found.row, 'status') === 'draft') {
      return failed(
        'conflict',
        `Quote ${id} was valid until ${isoDate(int(found.row, 'expires_at'))}.`,
        'create_quote makes a new one.',
      );
    }
    const needed = chain(world, found.row);
    if (!needed.ok) return needed;
    const { approvers } = needed;
    const sent = advance(
      context,
      'quote',
      found.row,
      approvers.length === 0 ? 'PASS' : 'SUBMIT',
      {},
      'Only a draft can be submitted; revise_quote makes it one.',
    );
    if (!sent.ok) return sent;
    const last = world.get(
      'SELECT coalesce(max(round), 0) AS round FROM quote_approvals WHERE quote_id = (SELECT ?)',
      args.quote_id,
    );
    const round = last === undefined ? 1 : int(last, 'round') + 1;
    approvers.forEach((approver, index) => {
      insert(world, 'quote_approvals', {
        quote_id: args.quote_id,
        round,
        step: index + 1,
        approver_id: approver,
        decision: 'pending',
        requested_at: clock.now(),
      });
    });
    if (args.comment !== undefined) {
      insert(world, 'notes', {
        record_type: 'quote',
        record_id: args.quote_id,
        author_id: actingId(context),
        title: 'Submitted for approval',
        body: args.comment,
        created_at: clock.now(),
      });
    }
    return succeed({
      quote_id: id,
      status: sent.to,
      approvers: approvers.map((approver) => showId('user', approver)),
    });
  },
});

/** The step that is to be decided now, where it is the acting user's. */
function ownStep(
  context: ToolContext,
  quote: number,
): { readonly ok: true; readonly row: Row; readonly step: Row; readonly last: boolean } | Failed {
  const acting = actingUser(context);
  if (!acting.ok) return acting;
  const found = locate(context, 'quote', quote, 'read');
  if (!found.ok) return found;
  const pending = context.world.all(
    `SELECT id, step, approver_id FROM quote_approvals WHERE quote_id = (SELECT ?) AND decision = 'pending' ORDER BY round DESC, step`,
    quote,
  );
  const step = pending[0];
  const status = text(found.row, 'status');
  if (status !== 'in_review' || step === undefined) {
    return failed(
      'illegal_transition',
      `Quote ${showId('quote', quote)} is ${status}: there is nothing to decide.`,
      'Only a quote in review is approved or rejected; submit_quote_for_approval sends it there.',
    );
  }
  const approver = int(step, 'approver_id');
  if (approver !== acting.id) {
    const later = pending.some((other) => int(other, 'approver_id') === acting.id);
    return failed(
      'forbidden',
      later
        ? `Step ${int(step, 'step')} of quote ${showId('quote', quote)} comes before yours.`
        : `You are not an approver of quote ${showId('quote', quote)}.`,
      `It waits for ${showId('user', approver)}.`,
    );
  }
  return { ok: true, row: found.row, step, last: pending.length === 1 };
}

export const approveQuote = defineTool({
  name: 'approve_quote',
  description: 'Approve a quote that waits for your decision. After the last step it is approved.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({
    quote_id: quoteId,
    comment: optional(freeText(300)).describe('Why, if it matters'),
  }),
  events: ['quote.APPROVE'],
  run(context, args) {
    const own = ownStep(context, args.quote_id);
    if (!own.ok) return own;
    decide(context, own.step, 'approved', args.comment ?? null);
    if (!own.last) {
      return succeed({
        quote_id: showId('quote', args.quote_id),
        status: 'in_review',
        step: int(own.step, 'step'),
      });
    }
    const sent = advance(context, 'quote', own.row, 'APPROVE');
    if (!sent.ok) return sent;
    return succeed({
      quote_id: showId('quote', args.quote_id),
      status: sent.to,
      step: int(own.step, 'step'),
    });
  },
});

export const rejectQuote = defineTool({
  name: 'reject_quote',
  description: 'Reject a quote that waits for your decision, with the reason. Later steps are not asked.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ quote_id: quoteId, comment: freeText(300).describe('Why') }),
  events: ['quote.REJECT'],
  run(context, args) {
    const own = ownStep(context, args.quote_id);
    if (!own.ok) return own;
    decide(context, own.step, 'rejected', args.comment);
    recallPending(context, args.quote_id);
    const sent = advance(context, 'quote', own.row, 'REJECT');
    if (!sent.ok) return sent;
    return succeed({
      quote_id: showId('quote', args.quote_id),
      status: sent.to,
      step: int(own.step, 'step'),
    });
  },
});

function decide({ world, clock }: ToolContext, step: Row, decision: string, comment: string | null): void {
  world.run(
    'UPDATE quote_approvals SET decision = ?, comment = ?, decided_at = ? WHERE id = ?',
    decision,
    comment,
    clock.now(),
    int(step, 'id'),
  );
}

/** Nobody is asked any more. */
function recallPending({ world, clock }: ToolContext, quote: number): void {
  world.run(
    `UPDATE quote_approvals SET decision = 'recalled', decided_at = ? WHERE quote_id = ? AND decision = 'pending'`,
    clock.now(),
    quote,
  );
}

export const recallQuote = defineTool({
  name: 'recall_quote',
  description:
    'Take a quote back from review; it is a draft again, and nobody is asked to approve it any more.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ quote_id: quoteId }),
  events: ['quote.RECALL'],
  run(context, args) {
    const found = locate(context, 'quote', args.quote_id);
    if (!found.ok) return found;
    const sent = advance(
      context,
      'quote',
      found.row,
      'RECALL',
      {},
      'Only a quote in review can be recalled.',
    );
    if (!sent.ok) return sent;
    recallPending(context, args.quote_id);
    return succeed({ quote_id: showId('quote', args.quote_id), status: sent.to });
  },
});

/** How many pending approvals one answer lists. */
const LISTED = 15;

export const listPendingApprovals = defineTool({
  name: 'list_pending_approvals',
  description: `Quotes that wait for your decision now, oldest first, at most ${LISTED}.`,
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({}),
  run(context) {
    const acting = actingUser(context);
    if (!acting.ok) return acting;
    const rows = context.world.all(
      `SELECT q.id, q.name, q.discount_percent, q.total_cents, q.owner_id, a.step, a.requested_at
       FROM quote_approvals a JOIN quotes q ON q.id = a.quote_id
       WHERE a.approver_id = (SELECT ?) AND a.decision = 'pending' AND q.status = 'in_review'
         AND NOT EXISTS (SELECT 1 FROM quote_approvals e WHERE e.quote_id = a.quote_id AND e.round = a.round
                         AND e.decision = 'pending' AND e.step < a.step)
       ORDER BY a.requested_at, a.id`,
      acting.id,
    );
    return succeed({
      total: rows.length,
      approvals: rows.slice(0, LISTED).map((row) => ({
        quote_id: showId('quote', int(row, 'id')),
        name: text(row, 'name'),
        owner: showId('user', int(row, 'owner_id')),
        discount_percent: int(row, 'discount_percent'),
        total: formatMoney(int(row, 'total_cents')),
        step: int(row, 'step'),
        requested: isoDate(int(row, 'requested_at')),
      })),
    });
  },
});
