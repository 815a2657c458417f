/** How the desk is set up: custom fields, macros, triggers, SLA policies and what partners answer. The same in every population. */
import type {
  MacroActionRow,
  PartnerReplyRow,
  SlaPolicyRow,
  TicketFieldRow,
  TriggerActionRow,
  TriggerConditionRow,
} from '../rows.ts';
import { PRIORITIES, SLA_METRICS } from '../vocabulary.ts';
import type { TicketDraft } from './ticket-draft.ts';

export const CONTACT_REASONS = [
  'delivery',
  'damage',
  'return',
  'cancellation',
  'invoice',
  'device',
  'other',
] as const;
export type ContactReason = (typeof CONTACT_REASONS)[number];
const ROOT_CAUSES = ['connection', 'firmware', 'hardware', 'account', 'usage'] as const;

const FIELDS: readonly (Omit<TicketFieldRow, 'id'> & { readonly options?: readonly string[] })[] = [
  {
    slug: 'contact_reason',
    title: 'Why the customer writes',
    kind: 'dropdown',
    team: null,
    required_to_solve: 1,
    options: CONTACT_REASONS,
  },
  {
    slug: 'root_cause',
    title: 'What was wrong',
    kind: 'dropdown',
    team: 'technical',
    required_to_solve: 1,
    options: ROOT_CAUSES,
  },
  {
    slug: 'invoice_number',
    title: 'Invoice in question',
    kind: 'text',
    team: 'billing',
    required_to_solve: 0,
  },
  { slug: 'parcels_affected', title: 'How many parcels', kind: 'number', team: null, required_to_solve: 0 },
  {
    slug: 'callback_wanted',
    title: 'Wants to be called back',
    kind: 'checkbox',
    team: null,
    required_to_solve: 0,
  },
];

type MacroStep = readonly [MacroActionRow['action'], string];

const MACROS: readonly (readonly [
  slug: string,
  title: string,
  active: 0 | 1,
  steps: readonly MacroStep[],
])[] = [
  [
    'ask_for_order_number',
    'Ask for order number and postcode',
    1,
    [
      ['reply', 'To look into this I need your order number and the postcode it was sent to.'],
      ['wait', ''],
    ],
  ],
  [
    'ask_the_warehouse',
    'Say that the warehouse was asked',
    1,
    [
      ['reply', 'I have asked our warehouse and will write again as soon as I know more.'],
      ['add_tag', 'warehouse'],
      ['hold', ''],
    ],
  ],
  [
    'late_parcel',
    'Late parcel: tag and reason',
    1,
    [
      ['set_field', 'contact_reason=delivery'],
      ['add_tag', 'late_delivery'],
      ['set_type', 'incident'],
    ],
  ],
  [
    'refund_done',
    'Say that the refund is on its way',
    1,
    [['reply', 'Your refund is on its way. It takes up to five working days, by the way you paid.']],
  ],
  [
    'to_billing',
    'Hand a question on an invoice to billing',
    1,
    [
      ['set_field', 'contact_reason=invoice'],
      ['set_group', 'billing'],
      ['note', 'Moved to billing: question on an invoice.'],
    ],
  ],
  [
    'priority_customer',
    'A customer who needs care',
    1,
    [
      ['set_priority', 'high'],
      ['add_tag', 'vip'],
    ],
  ],
  ['spring_sale', 'Answer on the spring sale', 0, [['reply', 'The spring sale is over.']]],
];

interface TriggerSetup {
  readonly slug: string;
  readonly when: readonly (readonly [
    TriggerConditionRow['field'],
    TriggerConditionRow['operator'],
    string,
  ])[];
  readonly then: readonly (readonly [TriggerActionRow['action'], string])[];
}

/** In the order in which they are asked. */
const TRIGGERS: readonly TriggerSetup[] = [
  {
    slug: 'vip_first',
    when: [
      ['event', 'is', 'created'],
      ['tier', 'is', 'vip'],
    ],
    then: [
      ['set_priority', 'high'],
      ['add_tag', 'vip'],
    ],
  },
  {
    slug: 'legal_threat',
    when: [
      ['text', 'contains', 'lawyer'],
      ['tag', 'is_not', 'legal'],
    ],
    then: [
      ['set_priority', 'urgent'],
      ['add_tag', 'legal'],
    ],
  },
  {
    slug: 'mark_breach',
    when: [
      ['event', 'is', 'sla_breached'],
      ['tag', 'is_not', 'sla_breached'],
    ],
    then: [['add_tag', 'sla_breached']],
  },
  {
    slug: 'survey_when_solved',
    when: [
      ['status', 'is', 'solved'],
      ['tag', 'is_not', 'surveyed'],
      ['tag', 'is_not', 'no_survey'],
    ],
    then: [
      ['offer_survey', ''],
      ['add_tag', 'surveyed'],
    ],
  },
  {
    slug: 'customer_is_back',
    when: [
      ['event', 'is', 'customer_wrote'],
      ['tag', 'is', 'surveyed'],
    ],
    then: [
      ['add_tag', 'reopened'],
      ['remove_tag', 'surveyed'],
    ],
  },
];

interface PolicySetup extends Omit<SlaPolicyRow, 'id' | 'position'> {
  /** Minutes for low, normal, high and urgent. */
  readonly first_reply: readonly number[];
  readonly next_reply: readonly number[];
  readonly resolution: readonly number[];
}

/** The first that fits counts. Targets are in business hours, for urgent tickets by the calendar. */
const POLICIES: readonly PolicySetup[] = [
  {
    name: 'VIP customers',
    tier: 'vip',
    team: null,
    first_reply: [240, 120, 30, 15],
    next_reply: [240, 120, 30, 15],
    resolution: [1800, 900, 300, 120],
  },
  {
    name: 'Billing',
    tier: null,
    team: 'billing',
    first_reply: [960, 480, 120, 60],
    next_reply: [960, 480, 120, 60],
    resolution: [4800, 2400, 960, 480],
  },
  {
    name: 'Everybody',
    tier: null,
    team: null,
    first_reply: [480, 240, 60, 30],
    next_reply: [480, 240, 60, 30],
    resolution: [3000, 1800, 600, 240],
  },
];

const REPLIES: readonly Omit<PartnerReplyRow, 'id'>[] = [
  {
    partner: 'warehouse',
    keyword: 'stock',
    delay_minutes: 25,
    body: 'We counted the shelf: what the system shows is there.',
  },
  {
    partner: 'warehouse',
    keyword: 'return',
    delay_minutes: 40,
    body: 'No parcel for order {order_id} has come back to us so far.',
  },
  { partner: 'warehouse', keyword: 'packed', delay_minutes: 15, body: 'Order {order_id} is {order_status}.' },
  {
    partner: 'warehouse',
    keyword: null,
    delay_minutes: 30,
    body: 'We looked it up: order {order_id} is {order_status}. Tell us if you need more.',
  },
  {
    partner: 'carrier',
    keyword: 'damage',
    delay_minutes: 90,
    body: 'For {tracking} we have no report of damage. Please send us a photo of the parcel.',
  },
  {
    partner: 'carrier',
    keyword: 'lost',
    delay_minutes: 120,
    body: 'We searched for {tracking}. Its last state is {shipment_status}.',
  },
  {
    partner: 'carrier',
    keyword: null,
    delay_minutes: 60,
    body: 'Parcel {tracking} with {carrier} is {shipment_status}.',
  },
  {
    partner: 'finance',
    keyword: 'refund',
    delay_minutes: 45,
    body: 'The payment of {amount} for order {order_id} is {payment_status}. A refund takes up to five working days.',
  },
  {
    partner: 'finance',
    keyword: 'invoice',
    delay_minutes: 45,
    body: 'The invoice for order {order_id} is over {amount}.',
  },
  {
    partner: 'finance',
    keyword: null,
    delay_minutes: 60,
    body: 'The payment for order {order_id} is {payment_status}.',
  },
];

export function addDeskRules(draft: TicketDraft): void {
  FIELDS.forEach(({ options = [], ...field }, index) => {
    const id = index + 1;
    draft.ticket_fields.push({ id, ...field });
    for (const value of options)
      draft.ticket_field_options.push({ id: draft.ticket_field_options.length + 1, field_id: id, value });
  });
  MACROS.forEach(([slug, title, active, steps], index) => {
    const macro_id = index + 1;
    draft.macros.push({ id: macro_id, slug, title, active });
    steps.forEach(([action, value], position) => {
      draft.macro_actions.push({ id: draft.macro_actions.length + 1, macro_id, position, action, value });
    });
  });
  TRIGGERS.forEach(({ slug, when, then }, index) => {
    const trigger_id = index + 1;
    draft.triggers.push({ id: trigger_id, slug, position: index, active: 1 });
    for (const [field, operator, value] of when)
      draft.trigger_conditions.push({
        id: draft.trigger_conditions.length + 1,
        trigger_id,
        field,
        operator,
        value,
      });
    then.forEach(([action, value], position) => {
      draft.trigger_actions.push({
        id: draft.trigger_actions.length + 1,
        trigger_id,
        position,
        action,
        value,
      });
    });
  });
  POLICIES.forEach(({ name, tier, team, ...targets }, position) => {
    const policy_id = position + 1;
    draft.sla_policies.push({ id: policy_id, name, position, tier, team });
    for (const metric of SLA_METRICS) {
      PRIORITIES.forEach((priority, rank) => {
        const hours = priority === 'urgent' ? 'calendar' : 'business';
        const minutes = targets[metric][rank] ?? 60;
        draft.sla_targets.push({
          id: draft.sla_targets.length + 1,
          policy_id,
          metric,
          priority,
          minutes,
          hours,
        });
      });
    }
  });
  REPLIES.forEach((reply, index) => {
    draft.partner_replies.push({ id: index + 1, ...reply });
  });
}
