/** The closed word lists of the ticketing side. */

export const TICKET_TYPES = ['question', 'incident', 'problem', 'task'] as const;
/** What an agent may be good at; a ticket asks for a skill by a tag of the same name. */
export const SKILLS = ['orders', 'billing', 'technical', 'retention', 'vip'] as const;
export const AGENT_STATUSES = ['offline', 'online', 'away'] as const;
export const FIELD_KINDS = ['dropdown', 'text', 'number', 'checkbox'] as const;
/** `merged_into` and `incident_of` point from the lesser ticket to the greater one. */
export const LINK_KINDS = ['merged_into', 'incident_of', 'related'] as const;
/** Whom a side conversation is with. */
export const PARTNERS = ['warehouse', 'carrier', 'finance'] as const;
export const QUEUE_CHANNELS = ['phone', 'chat'] as const;

export const SLA_METRICS = ['first_reply', 'next_reply', 'resolution'] as const;
/** Which minutes an SLA counts: those of the group's business hours, or all. */
export const SLA_HOURS = ['business', 'calendar'] as const;

/** What a trigger can do to a ticket: nothing that speaks to the customer or changes the status, so that none can fail. */
export const TRIGGER_ACTIONS = [
  'set_priority',
  'set_type',
  'set_group',
  'set_field',
  'add_tag',
  'remove_tag',
  'offer_survey',
  'note',
] as const;
/** What a macro can do to a ticket. */
export const MACRO_ACTIONS = [...TRIGGER_ACTIONS, 'reply', 'wait', 'hold'] as const;
/** What a trigger asks of a ticket. `event` is what has just happened to it. */
export const CONDITION_FIELDS = [
  'event',
  'status',
  'priority',
  'type',
  'team',
  'channel',
  'tier',
  'tag',
  'text',
] as const;
export const CONDITION_OPERATORS = ['is', 'is_not', 'contains'] as const;

/** The lines of a ticket's history. `*_set` lines name the value before and after. */
export const HISTORY_KINDS = [
  'created',
  'status_set',
  'priority_set',
  'type_set',
  'team_set',
  'group_set',
  'assignee_set',
  'field_set',
  'tag_added',
  'tag_removed',
  'customer_wrote',
  'replied',
  'macro',
  'trigger',
  'merged',
  'linked',
  'side_opened',
  'side_answered',
  'side_closed',
  'sla_breached',
  'survey_offered',
  'rated',
  'call_connected',
  'call_ended',
  'call_abandoned',
  'work_started',
  'work_ended',
] as const;
export const HISTORY_ACTORS = ['customer', 'agent', 'system', 'trigger', 'macro'] as const;

export type TicketAction = (typeof MACRO_ACTIONS)[number];
export type HistoryKind = (typeof HISTORY_KINDS)[number];
export type HistoryActor = (typeof HISTORY_ACTORS)[number];
export type SlaMetric = (typeof SLA_METRICS)[number];
export type Partner = (typeof PARTNERS)[number];
