/** The statecharts of the ticketing side. */
import { createLifecycle, type LifecycleDefinition } from '@understudy/kernel';

const WORKABLE = {
  SOLVE: 'solved',
  ESCALATE: 'escalated',
  TRANSFER: 'transferred',
  MERGE: 'merged',
} as const;

const TICKET: LifecycleDefinition = {
  id: 'ticket',
  table: 'tickets',
  column: 'status',
  initial: 'open',
  states: {
    open: { on: { WAIT: 'pending', PARK: 'on_hold', ...WORKABLE } },
    pending: {
      description: 'Waiting for the customer',
      on: { RESUME: 'open', PARK: 'on_hold', ...WORKABLE },
    },
    on_hold: {
      description: 'Waiting for somebody else than the customer',
      on: { RESUME: 'open', WAIT: 'pending', ...WORKABLE },
    },
    solved: { on: { REOPEN: 'open', CLOSE: 'closed' } },
    closed: { description: 'Archived, cannot be changed', final: true },
    escalated: { description: 'With a supervisor, final for the agent', final: true },
    transferred: { description: 'With another team, final for the agent', final: true },
    merged: { description: 'Went on in another ticket', final: true },
  },
};

const AGENT: LifecycleDefinition = {
  id: 'agent',
  table: 'agents',
  column: 'status',
  initial: 'offline',
  cyclic: true,
  states: {
    offline: { on: { SIGN_IN: 'online' } },
    online: { description: 'Gets tickets and calls', on: { STEP_AWAY: 'away', SIGN_OUT: 'offline' } },
    away: { description: 'Signed in, on a break', on: { RETURN: 'online', SIGN_OUT: 'offline' } },
  },
};

const SLA_CLOCK: LifecycleDefinition = {
  id: 'sla_clock',
  table: 'sla_clocks',
  column: 'status',
  initial: 'running',
  states: {
    running: { on: { PAUSE: 'paused', MEET: 'met', BREACH: 'breached', CANCEL: 'cancelled' } },
    paused: {
      description: 'The ticket waits for the customer',
      on: { RESUME: 'running', MEET: 'met', CANCEL: 'cancelled' },
    },
    met: { final: true },
    breached: {
      description: 'The target passed; when the work was done after all is in ended_at',
      final: true,
    },
    cancelled: { description: 'The ticket left the desk before the target', final: true },
  },
};

const SIDE_CONVERSATION: LifecycleDefinition = {
  id: 'side_conversation',
  table: 'side_conversations',
  column: 'status',
  initial: 'waiting',
  states: {
    waiting: {
      description: 'The other side has to answer',
      on: { ANSWER: 'answered', ASK: 'waiting', CLOSE: 'closed' },
    },
    answered: { on: { ASK: 'waiting', CLOSE: 'closed' } },
    closed: { final: true },
  },
};

const QUEUE_ENTRY: LifecycleDefinition = {
  id: 'queue_entry',
  table: 'queue_entries',
  column: 'status',
  initial: 'waiting',
  states: {
    waiting: { on: { RING: 'ringing', ABANDON: 'abandoned' } },
    ringing: {
      description: 'At an agent, not picked up yet',
      on: { CONNECT: 'connected', MISS: 'waiting', ABANDON: 'abandoned' },
    },
    connected: { on: { HOLD: 'on_hold', END: 'ended' } },
    on_hold: {
      description: 'Hears the music',
      on: { UNHOLD: 'connected', END: 'ended', ABANDON: 'abandoned' },
    },
    ended: { final: true },
    abandoned: { description: 'Hung up before being helped', final: true },
  },
};

const SATISFACTION: LifecycleDefinition = {
  id: 'satisfaction',
  table: 'satisfaction_ratings',
  column: 'status',
  initial: 'offered',
  states: {
    offered: { on: { RATE_GOOD: 'good', RATE_BAD: 'bad', EXPIRE: 'expired' } },
    good: { final: true },
    bad: { final: true },
    expired: { description: 'Nobody answered', final: true },
  },
};

export const TICKET_LIFECYCLES: readonly LifecycleDefinition[] = [
  TICKET,
  AGENT,
  SLA_CLOCK,
  SIDE_CONVERSATION,
  QUEUE_ENTRY,
  SATISFACTION,
];

export const ticketLifecycle = createLifecycle(TICKET);
export const agentLifecycle = createLifecycle(AGENT);
export const slaClockLifecycle = createLifecycle(SLA_CLOCK);
export const sideConversationLifecycle = createLifecycle(SIDE_CONVERSATION);
export const queueEntryLifecycle = createLifecycle(QUEUE_ENTRY);
export const satisfactionLifecycle = createLifecycle(SATISFACTION);
