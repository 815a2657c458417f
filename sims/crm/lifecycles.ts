/**
 * The statecharts of the CRM. Every status column is governed by one of them; tools send events and never write a status.
 * EXPIRE of a quote or contract and AUTO_RENEW are sent by the clock (tools of the system); everything else a person does.
 */
import { createLifecycle, type LifecycleDefinition } from '@understudy/kernel';

const LEAD: LifecycleDefinition = {
  id: 'lead',
  table: 'leads',
  column: 'status',
  initial: 'new',
  states: {
    new: {
      description: 'Nobody has contacted the lead yet',
      on: { WORK: 'working', DISQUALIFY: 'disqualified' },
    },
    working: {
      description: 'In contact, budget and need not yet clear',
      on: { QUALIFY: 'qualified', NURTURE: 'nurturing', DISQUALIFY: 'disqualified' },
    },
    nurturing: {
      description: 'Interested, but not now',
      on: { WORK: 'working', DISQUALIFY: 'disqualified' },
    },
    qualified: {
      description: 'Budget, need and timeline fit; ready for sales',
      on: { CONVERT: 'converted', NURTURE: 'nurturing', DISQUALIFY: 'disqualified' },
    },
    disqualified: { description: 'Not worth following, for a stated reason', on: { REOPEN: 'working' } },
    converted: { description: 'Became an account, a contact and perhaps an opportunity', final: true },
  },
};

const OPPORTUNITY: LifecycleDefinition = {
  id: 'opportunity',
  table: 'opportunities',
  column: 'stage',
  initial: 'prospecting',
  states: {
    prospecting: { on: { QUALIFY: 'qualification', LOSE: 'closed_lost' } },
    qualification: { on: { ANALYZE: 'needs_analysis', PROPOSE: 'proposal', LOSE: 'closed_lost' } },
    needs_analysis: { on: { PROPOSE: 'proposal', QUALIFY: 'qualification', LOSE: 'closed_lost' } },
    proposal: {
      description: 'The customer has an offer',
      on: { NEGOTIATE: 'negotiation', ANALYZE: 'needs_analysis', WIN: 'closed_won', LOSE: 'closed_lost' },
    },
    negotiation: { on: { WIN: 'closed_won', PROPOSE: 'proposal', LOSE: 'closed_lost' } },
    closed_won: { final: true },
    closed_lost: { description: 'Lost, for a stated reason', on: { REOPEN: 'qualification' } },
  },
};

const QUOTE: LifecycleDefinition = {
  id: 'quote',
  table: 'quotes',
  column: 'status',
  initial: 'draft',
  states: {
    draft: {
      description: 'Items and discount can be changed',
      on: { SUBMIT: 'in_review', PASS: 'approved', EXPIRE: 'expired' },
    },
    in_review: {
      description: 'Waiting for the approvers of its chain',
      on: { APPROVE: 'approved', REJECT: 'rejected', RECALL: 'draft' },
    },
    approved: {
      description: 'By its chain, or at once where no rule asks for approval (PASS)',
      on: { PRESENT: 'presented', REVISE: 'draft', EXPIRE: 'expired' },
    },
    rejected: { description: 'An approver said no', on: { REVISE: 'draft', EXPIRE: 'expired' } },
    presented: {
      description: 'With the customer',
      on: { ACCEPT: 'accepted', DENY: 'denied', REVISE: 'draft', EXPIRE: 'expired' },
    },
    accepted: { final: true },
    denied: { description: 'The customer said no', final: true },
    expired: { description: 'Past its date; a new quote is needed', final: true },
  },
};

const CONTRACT: LifecycleDefinition = {
  id: 'contract',
  table: 'contracts',
  column: 'status',
  initial: 'draft',
  states: {
    draft: { on: { SUBMIT: 'in_approval', CANCEL: 'cancelled' } },
    in_approval: { on: { APPROVE: 'approved', REJECT: 'draft', RECALL: 'draft' } },
    approved: {
      description: 'Signed off, not yet in force',
      on: { ACTIVATE: 'activated', CANCEL: 'cancelled' },
    },
    activated: {
      description: 'In force',
      on: {
        GIVE_NOTICE: 'in_notice',
        RENEW: 'renewed',
        AUTO_RENEW: 'renewed',
        TERMINATE: 'terminated',
        EXPIRE: 'expired',
      },
    },
    in_notice: {
      description: 'In force until its end date, will not renew',
      on: { WITHDRAW_NOTICE: 'activated', TERMINATE: 'terminated', EXPIRE: 'expired' },
    },
    renewed: { description: 'Followed by a new contract', final: true },
    expired: { final: true },
    terminated: { description: 'Ended early, for a stated reason', final: true },
    cancelled: { description: 'Called off before it was in force', final: true },
  },
};

const CASE: LifecycleDefinition = {
  id: 'case',
  table: 'cases',
  column: 'status',
  initial: 'new',
  states: {
    new: { on: { ASSIGN: 'assigned', ESCALATE: 'escalated', DISMISS: 'closed' } },
    assigned: {
      description: 'Has an owner or a queue that was chosen for it',
      on: { ASSIGN: 'assigned', START: 'in_progress', ESCALATE: 'escalated', DISMISS: 'closed' },
    },
    in_progress: {
      on: {
        ASSIGN: 'assigned',
        WAIT: 'waiting',
        RESOLVE: 'resolved',
        ESCALATE: 'escalated',
        DISMISS: 'closed',
      },
    },
    waiting: {
      description: 'Waiting for the customer',
      on: { RESUME: 'in_progress', RESOLVE: 'resolved', ESCALATE: 'escalated' },
    },
    escalated: {
      description: 'With a support manager',
      on: { DEESCALATE: 'in_progress', RESOLVE: 'resolved' },
    },
    resolved: {
      description: 'Solved, the customer can still object',
      on: { REOPEN: 'in_progress', CLOSE: 'closed' },
    },
    closed: { description: 'Done with, or dismissed as a duplicate or spam', final: true },
  },
};

const TASK: LifecycleDefinition = {
  id: 'task',
  table: 'crm_tasks',
  column: 'status',
  initial: 'open',
  states: {
    open: { on: { START: 'in_progress', COMPLETE: 'completed', DEFER: 'deferred', CANCEL: 'cancelled' } },
    in_progress: { on: { WAIT: 'waiting', COMPLETE: 'completed', DEFER: 'deferred', CANCEL: 'cancelled' } },
    waiting: {
      description: 'Waiting for somebody else',
      on: { RESUME: 'in_progress', COMPLETE: 'completed', CANCEL: 'cancelled' },
    },
    deferred: { description: 'Put off to a later date', on: { RESUME: 'open', CANCEL: 'cancelled' } },
    completed: { final: true },
    cancelled: { final: true },
  },
};

export const LIFECYCLES: readonly LifecycleDefinition[] = [LEAD, OPPORTUNITY, QUOTE, CONTRACT, CASE, TASK];

export const leadLifecycle = createLifecycle(LEAD);
export const opportunityLifecycle = createLifecycle(OPPORTUNITY);
export const quoteLifecycle = createLifecycle(QUOTE);
export const contractLifecycle = createLifecycle(CONTRACT);
export const caseLifecycle = createLifecycle(CASE);
export const taskLifecycle = createLifecycle(TASK);
