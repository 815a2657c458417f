/** The closed word lists (picklists) of the CRM: what a column or a tool argument may say. */

export const USER_ROLES = ['rep', 'manager', 'director', 'support', 'operations'] as const;
export const TEAM_KINDS = ['sales', 'support', 'operations'] as const;

export const REGIONS = ['north', 'south', 'east', 'west'] as const;
/** By employees: smb below 200, mid_market below 1,000, enterprise from there on (`segmentOf`). */
export const SEGMENTS = ['smb', 'mid_market', 'enterprise'] as const;
export const COUNTRIES = ['US', 'GB', 'IE', 'DE', 'AT', 'CH', 'FR', 'BE', 'NL', 'ES', 'IT', 'PT'] as const;
export const INDUSTRIES = [
  'manufacturing',
  'retail',
  'logistics',
  'healthcare',
  'finance',
  'energy',
  'education',
  'software',
  'hospitality',
  'construction',
] as const;

export const ACCOUNT_KINDS = ['prospect', 'customer', 'former_customer', 'partner'] as const;
export const ACCOUNT_TIERS = ['bronze', 'silver', 'gold', 'platinum'] as const;

export const LEAD_SOURCES = [
  'web_form',
  'referral',
  'trade_show',
  'webinar',
  'cold_call',
  'partner',
  'newsletter',
] as const;
export const LEAD_RATINGS = ['hot', 'warm', 'cold'] as const;
export const LEAD_TIMELINES = ['this_month', 'this_quarter', 'this_year', 'no_date'] as const;
/** What the lead may decide at their company. */
export const AUTHORITIES = ['decision_maker', 'influencer', 'user'] as const;
export const DISQUALIFY_REASONS = [
  'no_budget',
  'no_need',
  'too_small',
  'competitor',
  'unreachable',
  'spam',
  'duplicate',
  'out_of_region',
] as const;

export const CAMPAIGN_KINDS = ['webinar', 'trade_show', 'newsletter', 'referral', 'partner'] as const;
export const CAMPAIGN_PHASES = ['planned', 'running', 'completed', 'aborted'] as const;
export const MEMBER_RESPONSES = ['sent', 'opened', 'responded', 'attended', 'unsubscribed'] as const;

export const PRODUCT_FAMILIES = ['platform', 'add_on', 'hardware', 'service'] as const;
export const BILLINGS = ['one_time', 'monthly', 'yearly'] as const;

export const OPPORTUNITY_KINDS = ['new_business', 'expansion', 'renewal'] as const;
export const FORECAST_CATEGORIES = ['pipeline', 'best_case', 'commit', 'closed', 'omitted'] as const;
export const LOSS_REASONS = [
  'price',
  'competitor',
  'no_decision',
  'no_budget',
  'missing_feature',
  'timing',
] as const;

/** `recalled`: the requester took the quote back, or an earlier step said no before this one was asked. */
export const APPROVAL_DECISIONS = ['pending', 'approved', 'rejected', 'recalled'] as const;
/** Roles that can be asked to approve a quote. */
export const APPROVER_ROLES = ['manager', 'director', 'operations'] as const;
export const TERMINATION_REASONS = [
  'customer_notice',
  'non_payment',
  'insolvency',
  'mutual_agreement',
  'breach',
] as const;

/** Objects whose records can wait in a queue or be assigned by rules. */
export const QUEUE_OBJECTS = ['lead', 'case'] as const;
export const CASE_PRIORITIES = ['low', 'medium', 'high', 'critical'] as const;
export const CASE_KINDS = ['question', 'problem', 'incident', 'feature_request', 'billing'] as const;
export const CASE_ORIGINS = ['phone', 'email', 'web', 'chat'] as const;
export const CASE_RESOLUTIONS = [
  'solved',
  'workaround',
  'known_issue',
  'not_reproducible',
  'declined',
  'duplicate',
  'spam',
] as const;

export const TASK_KINDS = ['call', 'email', 'meeting', 'to_do'] as const;
export const TASK_PRIORITIES = ['low', 'normal', 'high'] as const;
export const CALL_OUTCOMES = ['reached', 'voicemail', 'no_answer', 'wrong_number'] as const;
export const EMAIL_DIRECTIONS = ['inbound', 'outbound'] as const;

export const SHARE_ACCESS = ['read', 'edit'] as const;
export const DUPLICATE_MATCHES = ['email', 'company_last_name', 'account_name'] as const;
export const DUPLICATE_ACTIONS = ['block', 'allow'] as const;
export const ARTICLE_CATEGORIES = ['sales', 'quotes', 'contracts', 'service', 'data', 'security'] as const;

/** What `record_type` columns may say. */
export const RECORD_TYPES = [
  'account',
  'contact',
  'lead',
  'opportunity',
  'quote',
  'contract',
  'case',
  'campaign',
  'task',
  'event',
] as const;

export type UserRole = (typeof USER_ROLES)[number];
export type Region = (typeof REGIONS)[number];
export type Segment = (typeof SEGMENTS)[number];
export type Country = (typeof COUNTRIES)[number];
export type RecordType = (typeof RECORD_TYPES)[number];

const REGION_OF: Readonly<Record<Country, Region>> = {
  US: 'west',
  GB: 'west',
  IE: 'west',
  DE: 'north',
  NL: 'north',
  BE: 'north',
  AT: 'east',
  CH: 'east',
  FR: 'south',
  ES: 'south',
  IT: 'south',
  PT: 'south',
};

/** The sales region a country belongs to. */
export function regionOf(country: Country): Region {
  return REGION_OF[country];
}

/** The segment of a company by its number of employees; unknown counts as small. */
export function segmentOf(employees: number | null): Segment {
  if (employees === null || employees < 200) return 'smb';
  return employees < 1000 ? 'mid_market' : 'enterprise';
}

/** What a stage means for the forecast, as the CRM sets it when the stage changes. */
export const STAGE_FORECAST = {
  prospecting: { probability: 10, category: 'pipeline' },
  qualification: { probability: 20, category: 'pipeline' },
  needs_analysis: { probability: 40, category: 'pipeline' },
  proposal: { probability: 60, category: 'best_case' },
  negotiation: { probability: 80, category: 'commit' },
  closed_won: { probability: 100, category: 'closed' },
  closed_lost: { probability: 0, category: 'omitted' },
} as const;
