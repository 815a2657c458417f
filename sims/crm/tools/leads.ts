/** Tools that bring a lead forward: score it, work it, nurture, qualify or disqualify it, and open it again. */
import {
  choice,
  defineTool,
  formatMoney,
  freeText,
  intOrNull,
  optionalChoice,
  succeed,
  text,
  textOrNull,
  type Row,
} from '@understudy/kernel';
import { z } from 'zod';
import { idOf, showId } from '../ids.ts';
import { AUTHORITIES, DISQUALIFY_REASONS, LEAD_TIMELINES } from '../vocabulary.ts';
import { failed } from './outcomes.ts';
import { day, dealAmount, optional } from './parameters.ts';
import { locate } from './records.ts';
import { advance, update } from './writing.ts';

const leadId = idOf('lead').describe('Lead id, like "L12"');

const SIZE_POINTS = [
  { from: 1000, points: 30 },
  { from: 200, points: 20 },
  { from: 50, points: 10 },
  { from: 1, points: 5 },
] as const;
const SOURCE_POINTS: Readonly<Record<string, number>> = {
  referral: 20,
  partner: 15,
  trade_show: 12,
  webinar: 10,
  web_form: 10,
  newsletter: 5,
  cold_call: 0,
};
const TIMELINE_POINTS: Readonly<Record<string, number>> = {
  this_month: 15,
  this_quarter: 12,
  this_year: 5,
  no_date: 0,
};
const DECIDES = /\b(chief|ceo|cfo|cio|coo|cto|owner|founder|president|vp|vice president|director|head)\b/i;
const INFLUENCES = /\b(manager|lead|buyer|purchas\w*|procurement)\b/i;

/** Points of a lead, 0 to 100, by what they are for: size, seniority, source, budget, timeline, and a way to reach the person. */
export function scoreLead(lead: Row): {
  readonly score: number;
  readonly points: Readonly<Record<string, number>>;
} {
  const employees = intOrNull(lead, 'employees') ?? 0;
  const title = textOrNull(lead, 'title') ?? '';
  const points = {
    company_size: SIZE_POINTS.find(({ from }) => employees >= from)?.points ?? 0,
    seniority: DECIDES.test(title) ? 15 : INFLUENCES.test(title) ? 8 : 0,
    source: SOURCE_POINTS[text(lead, 'source')] ?? 0,
    budget: intOrNull(lead, 'budget_cents') === null ? 0 : 15,
    timeline: TIMELINE_POINTS[textOrNull(lead, 'timeline') ?? 'no_date'] ?? 0,
    reachable: textOrNull(lead, 'email') === null ? 0 : 5,
  };
  return { score: Object.values(points).reduce((sum, value) => sum + value, 0), points };
}

/** Hot from 70 points, warm from 40. */
function ratingOf(score: number): 'hot' | 'warm' | 'cold' {
  return score >= 70 ? 'hot' : score >= 40 ? 'warm' : 'cold';
}

export const scoreLeadTool = defineTool({
  name: 'score_lead',
  description: 'Compute the score (0 to 100) and rating of a lead from its data, and save them on the lead.',
  effect: 'write',
  seconds: 3,
  parameters: z.strictObject({ lead_id: leadId }),
  run(context, args) {
    const lead = locate(context, 'lead', args.lead_id);
    if (!lead.ok) return lead;
    if (text(lead.row, 'status') === 'converted') {
      return failed(
        'conflict',
        `Lead ${showId('lead', args.lead_id)} is converted: it is not scored any more.`,
      );
    }
    const { score, points } = scoreLead(lead.row);
    const rating = ratingOf(score);
    update(context, 'lead', lead.row, { score, rating });
    return succeed({ lead_id: showId('lead', args.lead_id), score, rating, points });
  },
});

export const startWorkingLead = defineTool({
  name: 'start_working_lead',
  description:
    'Set a new or nurtured lead to working: somebody is in contact now. The lead must have an owner.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ lead_id: leadId }),
  events: ['lead.WORK'],
  run(context, args) {
    const lead = locate(context, 'lead', args.lead_id);
    if (!lead.ok) return lead;
    if (lead.row['owner_id'] === null) {
      return failed(
        'conflict',
        `Lead ${showId('lead', args.lead_id)} waits in a queue and has no owner.`,
        'assign_lead or route_lead gives it one.',
      );
    }
    const sent = advance(
      context,
      'lead',
      lead.row,
      'WORK',
      { nurture_until: null },
      'Only a new or nurturing lead is taken up; reopen_lead is for a disqualified one.',
    );
    if (!sent.ok) return sent;
    return succeed({ lead_id: showId('lead', args.lead_id), status: sent.to });
  },
});

export const nurtureLead = defineTool({
  name: 'nurture_lead',
  description: 'Set a working or qualified lead to nurturing: interested, but not now.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({
    lead_id: leadId,
    until: optional(day).describe('Day to come back to them, like "2026-09-01"'),
  }),
  events: ['lead.NURTURE'],
  run(context, args) {
    const lead = locate(context, 'lead', args.lead_id);
    if (!lead.ok) return lead;
    if (args.until !== undefined && args.until <= context.clock.now()) {
      return failed('validation', 'until: must be a day after today.', `Today is ${context.clock.today()}.`);
    }
    const sent = advance(
      context,
      'lead',
      lead.row,
      'NURTURE',
      { nurture_until: args.until ?? null },
      'Only a working or qualified lead can be nurtured.',
    );
    if (!sent.ok) return sent;
    return succeed({ lead_id: showId('lead', args.lead_id), status: sent.to });
  },
});

export const qualifyLead = defineTool({
  name: 'qualify_lead',
  description:
    'Qualify a working lead. Needs budget, authority, need and timeline; what the lead has on record already may be left out.',
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({
    lead_id: leadId,
    budget: optional(dealAmount).describe('Budget, like "25000.00"'),
    need: optional(freeText(300)).describe('What they need, in a sentence'),
    timeline: optionalChoice(LEAD_TIMELINES).describe('When they want to buy'),
    authority: optionalChoice(AUTHORITIES).describe('What the lead may decide at their company'),
  }),
  events: ['lead.QUALIFY'],
  run(context, args) {
    const lead = locate(context, 'lead', args.lead_id);
    if (!lead.ok) return lead;
    const budget = args.budget ?? intOrNull(lead.row, 'budget_cents');
    const need = args.need ?? textOrNull(lead.row, 'need');
    const timeline = args.timeline ?? textOrNull(lead.row, 'timeline');
    const authority = args.authority ?? textOrNull(lead.row, 'authority');
    const missing = Object.entries({ budget, authority, need, timeline }).filter(
      ([, value]) => value === null,
    );
    if (missing.length > 0) {
      return failed(
        'validation',
        `A qualified lead needs ${missing.map(([name]) => name).join(', ')}.`,
        'Give what is missing, or nurture or disqualify the lead.',
      );
    }
    if (budget === 0) {
      return failed(
        'validation',
        'budget: must be more than 0.00.',
        'Without a budget, disqualify_lead with reason no_budget.',
      );
    }
    if (timeline === 'no_date') {
      return failed(
        'validation',
        'timeline: a lead without a date is not qualified.',
        'nurture_lead keeps it warm.',
      );
    }
    const known = { budget_cents: budget, authority, need, timeline };
    const { score } = scoreLead({ ...lead.row, ...known });
    const sent = advance(
      context,
      'lead',
      lead.row,
      'QUALIFY',
      { ...known, score, rating: ratingOf(score) },
      'Only a working lead can be qualified; start_working_lead first.',
    );
    if (!sent.ok) return sent;
    return succeed({
      lead_id: showId('lead', args.lead_id),
      status: sent.to,
      budget: formatMoney(budget ?? 0),
      timeline,
      score,
    });
  },
});

export const disqualifyLead = defineTool({
  name: 'disqualify_lead',
  description: 'Disqualify a lead, with the reason.',
  effect: 'write',
  seconds: 8,
  parameters: z.strictObject({ lead_id: leadId, reason: choice(DISQUALIFY_REASONS).describe('Why') }),
  events: ['lead.DISQUALIFY'],
  run(context, args) {
    const lead = locate(context, 'lead', args.lead_id);
    if (!lead.ok) return lead;
    const sent = advance(context, 'lead', lead.row, 'DISQUALIFY', { disqualify_reason: args.reason });
    if (!sent.ok) return sent;
    return succeed({ lead_id: showId('lead', args.lead_id), status: sent.to, reason: args.reason });
  },
});

export const reopenLead = defineTool({
  name: 'reopen_lead',
  description: 'Open a disqualified lead again; it is working then.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ lead_id: leadId }),
  events: ['lead.REOPEN'],
  run(context, args) {
    const lead = locate(context, 'lead', args.lead_id);
    if (!lead.ok) return lead;
    const sent = advance(
      context,
      'lead',
      lead.row,
      'REOPEN',
      { disqualify_reason: null },
      'Only a disqualified lead can be reopened.',
    );
    if (!sent.ok) return sent;
    return succeed({ lead_id: showId('lead', args.lead_id), status: sent.to });
  },
});
