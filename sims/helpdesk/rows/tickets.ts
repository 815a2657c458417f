/** The rows of `schema/tickets.ts`. */
import { z } from 'zod';
import {
  AGENT_STATUSES,
  AUTHORS,
  CHANNELS,
  CONDITION_FIELDS,
  CONDITION_OPERATORS,
  ESCALATION_REASONS,
  FIELD_KINDS,
  HISTORY_ACTORS,
  HISTORY_KINDS,
  LINK_KINDS,
  MACRO_ACTIONS,
  PARTNERS,
  PRIORITIES,
  QUEUE_CHANNELS,
  REFUSAL_REASONS,
  RESOLUTIONS,
  SKILLS,
  SLA_HOURS,
  SLA_METRICS,
  TEAMS,
  TICKET_TYPES,
  TIERS,
  TRIGGER_ACTIONS,
} from '../vocabulary.ts';
import { flag, key, text, time } from './cells.ts';

const slug = z.string().regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
const order = z.int().nonnegative();

export const ticketRows = {
  tickets: z.strictObject({
    id: key,
    customer_id: key.nullable(),
    order_id: key.nullable(),
    verified: flag,
    failed_checks: z.int().nonnegative(),
    subject: text,
    body: text,
    channel: z.enum(CHANNELS),
    status: z.enum(['open', 'pending', 'on_hold', 'solved', 'closed', 'escalated', 'transferred', 'merged']),
    priority: z.enum(PRIORITIES),
    team: z.enum(TEAMS),
    resolution: z.enum(RESOLUTIONS).nullable(),
    reason: z.enum([...REFUSAL_REASONS, ...ESCALATION_REASONS]).nullable(),
    created_at: time,
    updated_at: time,
    type: z.enum(TICKET_TYPES).nullable(),
    group_id: key.nullable(),
    assignee_id: key.nullable(),
  }),
  ticket_comments: z.strictObject({
    id: key,
    ticket_id: key,
    author: z.enum(AUTHORS),
    body: text,
    created_at: time,
    is_public: flag,
  }),
  ticket_fields: z.strictObject({
    id: key,
    slug,
    title: text,
    kind: z.enum(FIELD_KINDS),
    team: z.enum(TEAMS).nullable(),
    required_to_solve: flag,
  }),
  ticket_field_options: z.strictObject({ id: key, field_id: key, value: slug }),
  ticket_field_values: z.strictObject({ id: key, ticket_id: key, field_id: key, value: text }),
  ticket_tags: z.strictObject({ id: key, ticket_id: key, tag: slug }),
  ticket_events: z.strictObject({
    id: key,
    ticket_id: key,
    actor: z.enum(HISTORY_ACTORS),
    kind: z.enum(HISTORY_KINDS),
    subject: text.nullable(),
    before: text.nullable(),
    after: text.nullable(),
    created_at: time,
  }),
  ticket_links: z.strictObject({ id: key, ticket_id: key, other_id: key, kind: z.enum(LINK_KINDS) }),
  business_hours: z.strictObject({ id: key, name: text }),
  business_intervals: z.strictObject({
    id: key,
    business_hours_id: key,
    weekday: z.int().min(0).max(6),
    opens_minute: z.int().min(0).max(1439),
    closes_minute: z.int().min(1).max(1440),
  }),
  holidays: z.strictObject({ id: key, business_hours_id: key, day: z.int(), name: text }),
  agent_groups: z.strictObject({
    id: key,
    slug,
    name: text,
    team: z.enum(TEAMS),
    business_hours_id: key,
  }),
  agents: z.strictObject({
    id: key,
    name: text,
    email: text,
    active: flag,
    status: z.enum(AGENT_STATUSES),
    capacity: key,
    current_ticket_id: key.nullable(),
  }),
  agent_skills: z.strictObject({ id: key, agent_id: key, skill: z.enum(SKILLS) }),
  group_members: z.strictObject({ id: key, group_id: key, agent_id: key }),
  macros: z.strictObject({ id: key, slug, title: text, active: flag }),
  macro_actions: z.strictObject({
    id: key,
    macro_id: key,
    position: order,
    action: z.enum(MACRO_ACTIONS),
    value: z.string(),
  }),
  triggers: z.strictObject({ id: key, slug, position: order, active: flag }),
  trigger_conditions: z.strictObject({
    id: key,
    trigger_id: key,
    field: z.enum(CONDITION_FIELDS),
    operator: z.enum(CONDITION_OPERATORS),
    value: text,
  }),
  trigger_actions: z.strictObject({
    id: key,
    trigger_id: key,
    position: order,
    action: z.enum(TRIGGER_ACTIONS),
    value: z.string(),
  }),
  sla_policies: z.strictObject({
    id: key,
    name: text,
    position: order,
    tier: z.enum(TIERS).nullable(),
    team: z.enum(TEAMS).nullable(),
  }),
  sla_targets: z.strictObject({
    id: key,
    policy_id: key,
    metric: z.enum(SLA_METRICS),
    priority: z.enum(PRIORITIES),
    minutes: key,
    hours: z.enum(SLA_HOURS),
  }),
  sla_clocks: z.strictObject({
    id: key,
    ticket_id: key,
    target_id: key,
    business_hours_id: key,
    metric: z.enum(SLA_METRICS),
    status: z.enum(['running', 'paused', 'met', 'breached', 'cancelled']),
    started_at: time,
    running_since: time.nullable(),
    spent_ms: z.int().nonnegative(),
    due_at: time.nullable(),
    ended_at: time.nullable(),
    breached_at: time.nullable(),
  }),
  side_conversations: z.strictObject({
    id: key,
    ticket_id: key,
    partner: z.enum(PARTNERS),
    subject: text,
    status: z.enum(['waiting', 'answered', 'closed']),
    created_at: time,
    updated_at: time,
  }),
  side_messages: z.strictObject({
    id: key,
    side_conversation_id: key,
    author: z.enum(['agent', 'partner']),
    body: text,
    created_at: time,
  }),
  partner_replies: z.strictObject({
    id: key,
    partner: z.enum(PARTNERS),
    keyword: text.nullable(),
    body: text,
    delay_minutes: key,
  }),
  satisfaction_ratings: z.strictObject({
    id: key,
    ticket_id: key,
    status: z.enum(['offered', 'good', 'bad', 'expired']),
    comment: text.nullable(),
    offered_at: time,
    rated_at: time.nullable(),
  }),
  queue_entries: z.strictObject({
    id: key,
    ticket_id: key,
    agent_id: key.nullable(),
    channel: z.enum(QUEUE_CHANNELS),
    status: z.enum(['waiting', 'ringing', 'connected', 'on_hold', 'ended', 'abandoned']),
    waiting_since: time,
    patience_seconds: key,
    connected_at: time.nullable(),
    held_since: time.nullable(),
    held_ms: z.int().nonnegative(),
    ended_at: time.nullable(),
  }),
} as const;

type RowOf<T extends keyof typeof ticketRows> = Readonly<z.output<(typeof ticketRows)[T]>>;

export type TicketRow = RowOf<'tickets'>;
export type TicketCommentRow = RowOf<'ticket_comments'>;
export type TicketFieldRow = RowOf<'ticket_fields'>;
export type TicketFieldOptionRow = RowOf<'ticket_field_options'>;
export type TicketFieldValueRow = RowOf<'ticket_field_values'>;
export type TicketTagRow = RowOf<'ticket_tags'>;
export type TicketEventRow = RowOf<'ticket_events'>;
export type TicketLinkRow = RowOf<'ticket_links'>;
export type BusinessHoursRow = RowOf<'business_hours'>;
export type BusinessIntervalRow = RowOf<'business_intervals'>;
export type HolidayRow = RowOf<'holidays'>;
export type AgentGroupRow = RowOf<'agent_groups'>;
export type AgentRow = RowOf<'agents'>;
export type AgentSkillRow = RowOf<'agent_skills'>;
export type GroupMemberRow = RowOf<'group_members'>;
export type MacroRow = RowOf<'macros'>;
export type MacroActionRow = RowOf<'macro_actions'>;
export type TriggerRow = RowOf<'triggers'>;
export type TriggerConditionRow = RowOf<'trigger_conditions'>;
export type TriggerActionRow = RowOf<'trigger_actions'>;
export type SlaPolicyRow = RowOf<'sla_policies'>;
export type SlaTargetRow = RowOf<'sla_targets'>;
export type SlaClockRow = RowOf<'sla_clocks'>;
export type SideConversationRow = RowOf<'side_conversations'>;
export type SideMessageRow = RowOf<'side_messages'>;
export type PartnerReplyRow = RowOf<'partner_replies'>;
export type SatisfactionRatingRow = RowOf<'satisfaction_ratings'>;
export type QueueEntryRow = RowOf<'queue_entries'>;
