/** Who gets a lead or a case: by hand, or by the assignment rules. */
import {
  defineTool,
  int,
  intOrNull,
  succeed,
  text,
  textOrNull,
  type Row,
  type World,
} from '@understudy/kernel';
import { z } from 'zod';
import { idOf, showId, showIdOrNull } from '../ids.ts';
import { COUNTRIES, regionOf, segmentOf, type Country } from '../vocabulary.ts';
import { failed, type Failed } from './outcomes.ts';
import { activeUser, locate } from './records.ts';
import { advance, update } from './writing.ts';

export interface Target {
  readonly ok: true;
  readonly owner: number | null;
  readonly queue: number | null;
  readonly rule: number;
}

function country(row: Row): Country | undefined {
  const code = text(row, 'country');
  return COUNTRIES.find((known) => known === code);
}

/** What the rules look at. A value that the record does not have matches only a rule that does not ask. */
interface Facts {
  readonly region: string | null;
  readonly segment: string | null;
  readonly source: string | null;
  readonly kind: string | null;
  readonly priority: string | null;
}

const FACTS = ['region', 'segment', 'source', 'kind', 'priority'] as const;

/** The active user with the least open work of that kind in a team, ties by the lower id. */
function leastLoaded(world: World, object: 'lead' | 'case', team: number): number | undefined {
  const row =
    object === 'lead'
      ? world.get(
          `SELECT u.id, (SELECT count(*) FROM leads l WHERE l.owner_id = u.id AND l.status IN ('new', 'working', 'qualified')) AS load
           FROM users u WHERE u.team_id = (SELECT ?) AND u.active = 1 AND u.role = 'rep' ORDER BY load, u.id LIMIT 1`,
          team,
        )
      : world.get(
          `SELECT u.id, (SELECT count(*) FROM cases c WHERE c.owner_id = u.id AND c.status NOT IN ('resolved', 'closed')) AS load
           FROM users u WHERE u.team_id = (SELECT ?) AND u.active = 1 AND u.role = 'support' ORDER BY load, u.id LIMIT 1`,
          team,
        );
  return row === undefined ? undefined : int(row, 'id');
}

/** The target of the first active rule whose conditions all hold. A rule whose team or user has nobody active is passed over. */
function applyRules(world: World, object: 'lead' | 'case', facts: Facts): Target | Failed {
  const rules = world.all(
    'SELECT * FROM assignment_rules WHERE object = (SELECT ?) AND active = 1 ORDER BY position, id',
    object,
  );
  for (const rule of rules) {
    if (!FACTS.every((name) => rule[name] === null || rule[name] === facts[name])) continue;
    const id = int(rule, 'id');
    const queue = intOrNull(rule, 'queue_id');
    if (queue !== null) return { ok: true, owner: null, queue, rule: id };
    const team = intOrNull(rule, 'team_id');
    const user = team === null ? intOrNull(rule, 'user_id') : leastLoaded(world, object, team);
    const active =
      user !== null &&
      user !== undefined &&
      world.get('SELECT active FROM users WHERE id = ?', user)?.['active'] === 1;
    if (active) return { ok: true, owner: user, queue: null, rule: id };
  }
  return failed(
    'conflict',
    `No active assignment rule fits this ${object}.`,
    `assign_${object} gives it to a user.`,
  );
}

export const assignLead = defineTool({
  name: 'assign_lead',
  description: 'Give a lead to a user. A converted lead cannot be assigned.',
  effect: 'write',
  seconds: 8,
  parameters: z.strictObject({
    lead_id: idOf('lead').describe('Lead id, like "L12"'),
    user_id: idOf('user').describe('The new owner, like "U3"'),
  }),
  run(context, args) {
    const lead = locate(context, 'lead', args.lead_id);
    if (!lead.ok) return lead;
    const open = openLead(lead.row);
    if (!open.ok) return open;
    const user = activeUser(context, args.user_id);
    if (!user.ok) return user;
    update(context, 'lead', lead.row, { owner_id: args.user_id, queue_id: null });
    return succeed({ lead_id: showId('lead', args.lead_id), owner: showId('user', args.user_id) });
  },
});

function openLead(row: Row): { readonly ok: true } | Failed {
  return text(row, 'status') === 'converted'
    ? failed(
        'conflict',
        `Lead ${showId('lead', int(row, 'id'))} is converted.`,
        'Change the owner of its account or opportunity instead.',
      )
    : { ok: true };
}

export const routeLead = defineTool({
  name: 'route_lead',
  description:
    'Assign a lead by the assignment rules: region of its country, segment by its employees, and source. A team gets it to its least loaded rep.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ lead_id: idOf('lead').describe('Lead id, like "L12"') }),
  run(context, args) {
    const lead = locate(context, 'lead', args.lead_id);
    if (!lead.ok) return lead;
    const open = openLead(lead.row);
    if (!open.ok) return open;
    const from = country(lead.row);
    const region = from === undefined ? null : regionOf(from);
    const segment = segmentOf(intOrNull(lead.row, 'employees'));
    const source = text(lead.row, 'source');
    const target = applyRules(context.world, 'lead', { region, segment, source, kind: null, priority: null });
    if (!target.ok) return target;
    update(context, 'lead', lead.row, { owner_id: target.owner, queue_id: target.queue });
    return succeed({
      lead_id: showId('lead', args.lead_id),
      region,
      segment,
      owner: showIdOrNull('user', target.owner),
      queue: showIdOrNull('queue', target.queue),
    });
  },
});

const caseId = idOf('case').describe('Case id, like "CS12"');
const ASSIGNABLE = 'A case is assigned while it is new, assigned or in progress.';

export const assignCase = defineTool({
  name: 'assign_case',
  description: 'Give a case to a user.',
  effect: 'write',
  seconds: 8,
  parameters: z.strictObject({ case_id: caseId, user_id: idOf('user').describe('The new owner, like "U3"') }),
  events: ['case.ASSIGN'],
  run(context, args) {
    const found = locate(context, 'case', args.case_id);
    if (!found.ok) return found;
    const user = activeUser(context, args.user_id);
    if (!user.ok) return user;
    const sent = advance(
      context,
      'case',
      found.row,
      'ASSIGN',
      { owner_id: args.user_id, queue_id: null },
      ASSIGNABLE,
    );
    if (!sent.ok) return sent;
    return succeed({
      case_id: showId('case', args.case_id),
      status: sent.to,
      owner: showId('user', args.user_id),
    });
  },
});

export const routeCase = defineTool({
  name: 'route_case',
  description:
    'Assign a case by the assignment rules: its kind, its priority, and region and segment of its account. classify_case first.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ case_id: caseId }),
  events: ['case.ASSIGN'],
  run(context, args) {
    const found = locate(context, 'case', args.case_id);
    if (!found.ok) return found;
    const kind = textOrNull(found.row, 'kind');
    if (kind === null) {
      return failed(
        'conflict',
        `Case ${showId('case', args.case_id)} has no kind yet, which the rules ask for.`,
        'classify_case sets it.',
      );
    }
    const account = intOrNull(found.row, 'account_id');
    const company =
      account === null
        ? undefined
        : context.world.get('SELECT country, segment FROM accounts WHERE id = ?', account);
    const from = company === undefined ? undefined : country(company);
    const target = applyRules(context.world, 'case', {
      region: from === undefined ? null : regionOf(from),
      segment: company === undefined ? null : text(company, 'segment'),
      source: null,
      kind,
      priority: text(found.row, 'priority'),
    });
    if (!target.ok) return target;
    const changes = { owner_id: target.owner, queue_id: target.queue };
    const sent = advance(context, 'case', found.row, 'ASSIGN', changes, ASSIGNABLE);
    if (!sent.ok) return sent;
    return succeed({
      case_id: showId('case', args.case_id),
      status: sent.to,
      owner: showIdOrNull('user', target.owner),
      queue: showIdOrNull('queue', target.queue),
    });
  },
});
