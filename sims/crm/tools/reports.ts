/** Standard reports over the records that the acting user may read: a few rows each, with their total. */
import {
  choice,
  DAY,
  dayOf,
  defineTool,
  formatMoney,
  int,
  intOrNull,
  succeed,
  text,
  textOrNull,
  type Json,
  type Row,
  type ToolContext,
} from '@understudy/kernel';
import { z } from 'zod';
import { restriction } from '../access/access.ts';
import { idOf, showId } from '../ids.ts';
import { CASE_PRIORITIES, STAGE_FORECAST } from '../vocabulary.ts';
import { noSuch } from './outcomes.ts';
import { optional, quarter, type Quarter } from './parameters.ts';
import { find } from './writing.ts';

const REPORTS = [
  'pipeline_by_stage',
  'win_rate',
  'sales_cycle',
  'lead_conversion_by_source',
  'case_ageing',
  'overdue_tasks',
] as const;

interface Scope {
  readonly context: ToolContext;
  readonly owner: number | undefined;
  readonly period: Quarter | undefined;
}

/** Whole percent, null where there is nothing to divide by. */
function share(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 100);
}

const inPeriod = ({ period }: Scope, time: number | null): boolean =>
  period === undefined || (time !== null && time >= period.start && time < period.end);

const ofOwner = ({ owner }: Scope, row: Row): boolean => owner === undefined || row['owner_id'] === owner;

function opportunities(scope: Scope): readonly Row[] {
  const visible = restriction(scope.context, 'opportunity', 'read', 'o');
  return scope.context.world
    .all(
      `SELECT o.stage, o.owner_id, o.amount_cents, o.probability, o.close_date, o.closed_at, o.created_at
       FROM opportunities o WHERE ${visible.sql}`,
      ...visible.cells,
    )
    .filter((row) => ofOwner(scope, row));
}

const amountOf = (row: Row): number => intOrNull(row, 'amount_cents') ?? 0;
const sum = (rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

/** Open opportunities by stage; with a quarter, those that are expected to close in it. */
function pipelineByStage(scope: Scope): Json {
  const open = opportunities(scope).filter(
    (row) => !text(row, 'stage').startsWith('closed_') && inPeriod(scope, int(row, 'close_date')),
  );
  const weighted = (row: Row): number => Math.round((amountOf(row) * int(row, 'probability')) / 100);
  const line = (rows: readonly Row[]) => ({
    opportunities: rows.length,
    amount: formatMoney(sum(rows, amountOf)),
    weighted: formatMoney(sum(rows, weighted)),
  });
  const stages = Object.keys(STAGE_FORECAST).filter((stage) => !stage.startsWith('closed_'));
  return {
    rows: stages.map((stage) => ({ stage, ...line(open.filter((row) => row['stage'] === stage)) })),
    total: line(open),
  };
}

/** Closed opportunities, won and lost; with a quarter, those closed in it. */
function winRate(scope: Scope): Json {
  const closed = opportunities(scope).filter((row) => {
    const at = intOrNull(row, 'closed_at');
    return at !== null && inPeriod(scope, at);
  });
  const won = closed.filter((row) => row['stage'] === 'closed_won');
  const lost = closed.filter((row) => row['stage'] === 'closed_lost');
  const line = (rows: readonly Row[]) => ({
    opportunities: rows.length,
    amount: formatMoney(sum(rows, amountOf)),
  });
  return {
    rows: [
      { result: 'won', ...line(won) },
      { result: 'lost', ...line(lost) },
    ],
    total: { ...line(closed), win_rate_percent: share(won.length, won.length + lost.length) },
  };
}

/** Days from creation to closing of the opportunities won; with a quarter, those closed in it. */
function salesCycle(scope: Scope): Json {
  const days = opportunities(scope)
    .filter((row) => row['stage'] === 'closed_won' && inPeriod(scope, intOrNull(row, 'closed_at')))
    .flatMap((row) => {
      const closed = intOrNull(row, 'closed_at');
      return closed === null ? [] : [dayOf(closed) - dayOf(int(row, 'created_at'))];
    });
  const total = days.reduce((all, count) => all + count, 0);
  return {
    rows: [],
    total: {
      won: days.length,
      average_days: days.length === 0 ? null : Math.round(total / days.length),
      shortest_days: days.length === 0 ? null : Math.min(...days),
      longest_days: days.length === 0 ? null : Math.max(...days),
    },
  };
}

/** Leads by source and how many were converted; with a quarter, those created in it. */
function leadConversion(scope: Scope): Json {
  const visible = restriction(scope.context, 'lead', 'read', 'l');
  const leads = scope.context.world
    .all(
      `SELECT l.source, l.status, l.owner_id, l.created_at FROM leads l WHERE ${visible.sql}`,
      ...visible.cells,
    )
    .filter((row) => ofOwner(scope, row) && inPeriod(scope, int(row, 'created_at')));
  const line = (rows: readonly Row[]) => {
    const converted = rows.filter((row) => row['status'] === 'converted').length;
    return { leads: rows.length, converted, conversion_percent: share(converted, rows.length) };
  };
  const sources = [...new Set(leads.map((row) => text(row, 'source')))].sort();
  return {
    rows: sources.map((source) => ({ source, ...line(leads.filter((row) => row['source'] === source)) })),
    total: line(leads),
  };
}

/** Unfinished cases by priority and age in calendar days, and how many are past their due time. */
function caseAgeing(scope: Scope): Json {
  const { context } = scope;
  const visible = restriction(context, 'case', 'read', 'c');
  const now = context.clock.now();
  const open = context.world
    .all(
      `SELECT c.priority, c.owner_id, c.created_at, c.due_at FROM cases c
       WHERE c.status NOT IN ('resolved', 'closed') AND ${visible.sql}`,
      ...visible.cells,
    )
    .filter((row) => ofOwner(scope, row) && inPeriod(scope, int(row, 'created_at')));
  const line = (rows: readonly Row[]) => {
    const ages = rows.map((row) => dayOf(now) - dayOf(int(row, 'created_at')));
    return {
      cases: rows.length,
      up_to_2_days: ages.filter((age) => age <= 2).length,
      up_to_7_days: ages.filter((age) => age > 2 && age <= 7).length,
      older: ages.filter((age) => age > 7).length,
      overdue: rows.filter((row) => (intOrNull(row, 'due_at') ?? Infinity) < now).length,
    };
  };
  const priorities = CASE_PRIORITIES.toReversed();
  return {
    rows: priorities.map((priority) => ({
      priority,
      ...line(open.filter((row) => row['priority'] === priority)),
    })),
    total: line(open),
  };
}

/** How many owners a report lists. */
const LISTED = 20;

/** Unfinished tasks whose day has passed, by owner, most first. */
function overdueTasks(scope: Scope): Json {
  const { context } = scope;
  const visible = restriction(context, 'task', 'read', 't');
  const today = dayOf(context.clock.now());
  const late = context.world
    .all(
      `SELECT t.owner_id, u.name, t.due_at FROM crm_tasks t JOIN users u ON u.id = t.owner_id
       WHERE t.status NOT IN ('completed', 'cancelled') AND t.due_at < (SELECT ?) AND ${visible.sql} ORDER BY t.owner_id`,
      today * DAY,
      ...visible.cells,
    )
    .filter(
      (row) =>
        ofOwner(scope, row) && inPeriod(scope, int(row, 'due_at')) && dayOf(int(row, 'due_at')) < today,
    );
  const oldest = (rows: readonly Row[]): number | null =>
    rows.length === 0 ? null : today - Math.min(...rows.map((row) => dayOf(int(row, 'due_at'))));
  const owners = [...new Set(late.map((row) => int(row, 'owner_id')))].map((owner) => {
    const own = late.filter((row) => row['owner_id'] === owner);
    return {
      owner: showId('user', owner),
      name: textOrNull(own[0] ?? {}, 'name'),
      tasks: own.length,
      oldest_days: oldest(own),
    };
  });
  return {
    rows: owners.sort((left, right) => right.tasks - left.tasks).slice(0, LISTED),
    total: { tasks: late.length, oldest_days: oldest(late) },
  };
}

const MAKE: Readonly<Record<(typeof REPORTS)[number], (scope: Scope) => Json>> = {
  pipeline_by_stage: pipelineByStage,
  win_rate: winRate,
  sales_cycle: salesCycle,
  lead_conversion_by_source: leadConversion,
  case_ageing: caseAgeing,
  overdue_tasks: overdueTasks,
};

export const runReport = defineTool({
  name: 'run_report',
  description:
    'Run a standard report over the records you may read: pipeline_by_stage, win_rate, sales_cycle, lead_conversion_by_source, case_ageing or overdue_tasks.',
  effect: 'read',
  seconds: 8,
  parameters: z.strictObject({
    report: choice(REPORTS).describe('Which report'),
    owner_id: optional(idOf('user')).describe('Only records of this owner, like "U3"'),
    quarter: optional(quarter).describe(
      'Only a quarter, like "2026-Q2": by close date (pipeline), closing (win rate, cycle), creation (leads, cases) or due day (tasks)',
    ),
  }),
  run(context, args) {
    if (args.owner_id !== undefined && find(context.world, 'users', args.owner_id) === undefined) {
      return noSuch('user', args.owner_id);
    }
    const report = MAKE[args.report]({ context, owner: args.owner_id, period: args.quarter });
    return succeed({ report: args.report, quarter: args.quarter?.label ?? null, result: report });
  },
});
