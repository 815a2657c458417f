/** The ticketing part of a population under construction, in foreign-key order. */
import type {
  AgentGroupRow,
  AgentRow,
  AgentSkillRow,
  BusinessHoursRow,
  BusinessIntervalRow,
  GroupMemberRow,
  HolidayRow,
  MacroActionRow,
  MacroRow,
  PartnerReplyRow,
  QueueEntryRow,
  SatisfactionRatingRow,
  SideConversationRow,
  SideMessageRow,
  SlaClockRow,
  SlaPolicyRow,
  SlaTargetRow,
  TicketCommentRow,
  TicketEventRow,
  TicketFieldOptionRow,
  TicketFieldRow,
  TicketFieldValueRow,
  TicketLinkRow,
  TicketRow,
  TicketTagRow,
  TriggerActionRow,
  TriggerConditionRow,
  TriggerRow,
} from '../rows.ts';

export interface TicketDraft {
  readonly business_hours: BusinessHoursRow[];
  readonly business_intervals: BusinessIntervalRow[];
  readonly holidays: HolidayRow[];
  readonly agent_groups: AgentGroupRow[];
  readonly agents: AgentRow[];
  readonly agent_skills: AgentSkillRow[];
  readonly group_members: GroupMemberRow[];
  readonly ticket_fields: TicketFieldRow[];
  readonly ticket_field_options: TicketFieldOptionRow[];
  readonly macros: MacroRow[];
  readonly macro_actions: MacroActionRow[];
  readonly triggers: TriggerRow[];
  readonly trigger_conditions: TriggerConditionRow[];
  readonly trigger_actions: TriggerActionRow[];
  readonly sla_policies: SlaPolicyRow[];
  readonly sla_targets: SlaTargetRow[];
  readonly partner_replies: PartnerReplyRow[];
  readonly tickets: TicketRow[];
  readonly ticket_comments: TicketCommentRow[];
  readonly ticket_field_values: TicketFieldValueRow[];
  readonly ticket_tags: TicketTagRow[];
  readonly ticket_events: TicketEventRow[];
  readonly ticket_links: TicketLinkRow[];
  readonly sla_clocks: SlaClockRow[];
  readonly side_conversations: SideConversationRow[];
  readonly side_messages: SideMessageRow[];
  readonly satisfaction_ratings: SatisfactionRatingRow[];
  readonly queue_entries: QueueEntryRow[];
}

export function emptyTicketDraft(): TicketDraft {
  return {
    business_hours: [],
    business_intervals: [],
    holidays: [],
    agent_groups: [],
    agents: [],
    agent_skills: [],
    group_members: [],
    ticket_fields: [],
    ticket_field_options: [],
    macros: [],
    macro_actions: [],
    triggers: [],
    trigger_conditions: [],
    trigger_actions: [],
    sla_policies: [],
    sla_targets: [],
    partner_replies: [],
    tickets: [],
    ticket_comments: [],
    ticket_field_values: [],
    ticket_tags: [],
    ticket_events: [],
    ticket_links: [],
    sla_clocks: [],
    side_conversations: [],
    side_messages: [],
    satisfaction_ratings: [],
    queue_entries: [],
  };
}
