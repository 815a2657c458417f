/** The inbound sales agent's trade. */
import type { Call, Trade } from './trade.ts';

const REASONS = ['out_of_region', 'too_small', 'no_budget', 'spam', 'competitor', 'no_need'];

export const crmLeads: Trade = {
  pack: 'crm-leads',
  checks: new Set(),
  reads: new Set(['get_lead']),
  lines: [
    'Please tell me your lead number.',
    'Please tell me your budget and time frame.',
    'Please tell me your budget.',
    'I will look into it.',
    'It is done.',
  ],
  isEnd: ({ tool }) => ['route_lead', 'nurture_lead', 'disqualify_lead'].includes(tool),
  wrongAction: (task, decision, rng) => {
    const fact = (id: string): string => task.user.facts.find((one) => one.id === id)?.value ?? '';
    const lead = { lead_id: fact('lead_id') };
    const call = (tool: string, more: Call['arguments'] = {}): Call => ({
      kind: 'call',
      tool,
      arguments: { ...lead, ...more },
    });
    const options = [
      [call('qualify_lead', { budget: fact('budget'), timeline: 'this_quarter' }), call('route_lead')],
      [call('nurture_lead')],
      [call('disqualify_lead', { reason: rng.pick(REASONS) })],
    ];
    return rng.pick(options.filter(([first]) => first?.tool !== decision?.tool));
  },
  wrongEnd: (end, rng) => {
    const { lead_id: lead = '', reason } = end.arguments;
    if (end.tool === 'disqualify_lead')
      return {
        ...end,
        arguments: { lead_id: lead, reason: rng.pick(REASONS.filter((other) => other !== reason)) },
      };
    return { kind: 'call', tool: 'disqualify_lead', arguments: { lead_id: lead, reason: rng.pick(REASONS) } };
  },
  written: (act) => act,
};
