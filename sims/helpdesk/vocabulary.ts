/** The closed word lists of the desk: what a column or a tool argument may say. */

export const TIERS = ['standard', 'plus', 'vip'] as const;
export const CHANNELS = ['chat', 'email', 'phone'] as const;
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export const PAYMENT_METHODS = ['card', 'paypal', 'invoice'] as const;
export const CARRIERS = ['Northline', 'Parcelway', 'Swift Post'] as const;
export const AUTHORS = ['customer', 'agent'] as const;

/** Teams a ticket can be handed to. */
export const TRANSFER_TEAMS = ['billing', 'technical', 'retention'] as const;
/** Teams a ticket can be with: `support` is where every ticket starts. */
export const TEAMS = ['support', ...TRANSFER_TEAMS] as const;

export const RESOLUTIONS = [
  'refunded',
  'exchanged',
  'credited',
  'cancelled',
  'return_created',
  'refused',
  'informed',
] as const;
export const REFUSAL_REASONS = [
  'identity_not_proven',
  'window_expired',
  'final_sale',
  'already_shipped',
  'not_covered',
] as const;
export const ESCALATION_REASONS = ['above_limit', 'fraud', 'legal', 'other'] as const;

export type Resolution = (typeof RESOLUTIONS)[number];
export type RefusalReason = (typeof REFUSAL_REASONS)[number];
export type EscalationReason = (typeof ESCALATION_REASONS)[number];

export * from './vocabulary/tickets.ts';
