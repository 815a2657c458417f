/** The statecharts of billing: subscriptions, invoices, the payments on them, and disputes. */
import { createLifecycle, type LifecycleDefinition } from '@understudy/kernel';

const SUBSCRIPTION: LifecycleDefinition = {
  id: 'subscription',
  table: 'subscriptions',
  column: 'status',
  initial: 'trialing',
  states: {
    trialing: {
      description: 'Free until the trial ends',
      on: { ACTIVATE: 'active', CANCEL_LATER: 'cancelling', CANCEL_NOW: 'cancelled', EXPIRE: 'expired' },
    },
    active: {
      on: {
        RENEW: 'active',
        MISS_PAYMENT: 'past_due',
        PAUSE: 'paused',
        CANCEL_LATER: 'cancelling',
        CANCEL_NOW: 'cancelled',
      },
    },
    past_due: {
      description: 'An invoice is unpaid; its devices are cut off',
      on: { RECOVER: 'active', CANCEL_NOW: 'cancelled', LAPSE: 'expired' },
    },
    paused: {
      description: 'Nothing is billed and no day is used up',
      on: { RESUME: 'active', CANCEL_NOW: 'cancelled' },
    },
    cancelling: {
      description: 'Runs until the end of the period that is paid',
      on: { REACTIVATE: 'active', RESUME_TRIAL: 'trialing', CANCEL_NOW: 'cancelled', END: 'cancelled' },
    },
    expired: { description: 'Ended for want of payment; it can be won back', on: { REACTIVATE: 'active' } },
    cancelled: { final: true },
  },
};

const INVOICE: LifecycleDefinition = {
  id: 'invoice',
  table: 'invoices',
  column: 'status',
  initial: 'draft',
  states: {
    draft: { description: 'Being drawn up', on: { FINALIZE: 'open', VOID: 'void' } },
    open: {
      description: 'Sent to the customer, not paid',
      on: { PAY: 'paid', VOID: 'void', WRITE_OFF: 'uncollectible' },
    },
    uncollectible: { description: 'Given up, yet it can be paid', on: { PAY: 'paid', VOID: 'void' } },
    paid: { on: { REFUND: 'refunded', DISPUTE: 'disputed' } },
    disputed: {
      description: 'The bank took the money back for now',
      on: { WIN: 'paid', LOSE: 'charged_back' },
    },
    void: { description: 'Declared invalid', final: true },
    refunded: { description: 'Paid back in full', final: true },
    charged_back: { description: 'The customer got the money back from the bank', final: true },
  },
};

const INVOICE_PAYMENT: LifecycleDefinition = {
  id: 'invoice_payment',
  table: 'invoice_payments',
  column: 'status',
  initial: 'pending',
  states: {
    pending: { on: { SUCCEED: 'succeeded', DECLINE: 'declined', ASK_APPROVAL: 'awaiting_approval' } },
    awaiting_approval: {
      description: 'The customer must approve it in the app of the bank',
      on: { APPROVE: 'succeeded', EXPIRE: 'declined' },
    },
    succeeded: { on: { REFUND: 'refunded', CHARGE_BACK: 'charged_back' } },
    charged_back: { description: 'Taken back by the bank', on: { REVERSE: 'succeeded' } },
    declined: { final: true },
    refunded: { final: true },
  },
};

const DISPUTE: LifecycleDefinition = {
  id: 'dispute',
  table: 'disputes',
  column: 'status',
  initial: 'opened',
  states: {
    opened: {
      description: 'The bank asks the shop for evidence',
      on: { SUBMIT: 'evidence_submitted', ACCEPT: 'accepted', EXPIRE: 'lost', WITHDRAW: 'withdrawn' },
    },
    evidence_submitted: {
      description: 'The bank decides',
      on: { SUBMIT: 'evidence_submitted', WIN: 'won', LOSE: 'lost', WITHDRAW: 'withdrawn' },
    },
    won: { description: 'The shop keeps the money', final: true },
    lost: { description: 'The customer keeps the money', final: true },
    accepted: { description: 'The shop agreed with the customer', final: true },
    withdrawn: { description: 'The customer took it back', final: true },
  },
};

export const BILLING_LIFECYCLES: readonly LifecycleDefinition[] = [
  SUBSCRIPTION,
  INVOICE,
  INVOICE_PAYMENT,
  DISPUTE,
];

export const subscriptionLifecycle = createLifecycle(SUBSCRIPTION);
export const invoiceLifecycle = createLifecycle(INVOICE);
export const invoicePaymentLifecycle = createLifecycle(INVOICE_PAYMENT);
export const disputeLifecycle = createLifecycle(DISPUTE);
