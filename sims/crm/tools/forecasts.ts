/** Tools on the forecast of a quarter: what the opportunities say, what was submitted, and the quota. */
import {
  defineTool,
  formatMoney,
  freeText,
  int,
  succeed,
  text,
  textOrNull,
  type Row,
  type ToolContext,
  type World,
} from '@understudy/kernel';
import { z } from 'zod';
import { idOf, showId } from '../ids.ts';
import { actingId, actingUser } from './acting.ts';
import { failed, noSuch, type Failed } from './outcomes.ts';
import { dealAmount, optional, quarter, quarterAt, type Quarter } from './parameters.ts';
import { find, insert } from './writing.ts';

const quarterText = 'Quarter, like "2026-Q3"; default: this one';

/** A user and everybody below in the hierarchy, by id. */
function branch(world: World, user: number): readonly number[] {
  const found = [user];
  for (const above of found) {
    for (const row of world.all('SELECT id FROM users WHERE manager_id = (SELECT ?) ORDER BY id', above)) {
      const id = int(row, 'id');
      if (!found.includes(id)) found.push(id);
    }
  }
  return found.sort((left, right) => left - right);
}

/** Whose figures the acting user may see: their own and those below; operations and nobody signed in see all. */
function mayForecast(context: ToolContext, users: readonly number[]): { readonly ok: true } | Failed {
  const acting = actingId(context);
  if (acting === null || find(context.world, 'users', acting)?.['role'] === 'operations') return { ok: true };
  const own = branch(context.world, acting);
  const foreign = users.find((user) => !own.includes(user));
  return foreign === undefined
    ? { ok: true }
    : failed(
        'forbidden',
        `You may not see the figures of ${showId('user', foreign)}.`,
        'You see your own and those of your reports.',
      );
}

export interface Sums {
  readonly commit: number;
  readonly best_case: number;
  readonly pipeline: number;
  readonly closed: number;
}

/** Sums of a user's opportunities that close in a quarter, by forecast category, in cents. */
function sumsOf(world: World, user: number, { start, end }: Quarter): Sums {
  const sums = { commit: 0, best_case: 0, pipeline: 0, closed: 0 };
  const rows = world.all(
    `SELECT forecast_category, coalesce(sum(amount_cents), 0) AS cents FROM opportunities
     WHERE owner_id = (SELECT ?) AND close_date >= (SELECT ?) AND close_date < (SELECT ?) GROUP BY forecast_category`,
    user,
    start,
    end,
  );
  for (const row of rows) {
    const category = text(row, 'forecast_category');
    if (category === 'commit') sums.commit = int(row, 'cents');
    if (category === 'best_case') sums.best_case = int(row, 'cents');
    if (category === 'pipeline') sums.pipeline = int(row, 'cents');
    if (category === 'closed') sums.closed = int(row, 'cents');
  }
  return sums;
}

function add(left: Sums, right: Sums): Sums {
  return {
    commit: left.commit + right.commit,
    best_case: left.best_case + right.best_case,
    pipeline: left.pipeline + right.pipeline,
    closed: left.closed + right.closed,
  };
}

const NOTHING: Sums = { commit: 0, best_case: 0, pipeline: 0, closed: 0 };

function show({ commit, best_case, pipeline, closed }: Sums) {
  return {
    closed: formatMoney(closed),
    commit: formatMoney(commit),
    best_case: formatMoney(best_case),
    pipeline: formatMoney(pipeline),
  };
}

/** Users whose figures a call asks for: of a team, or of one user and everybody below. */
function asked(
  context: ToolContext,
  args: { readonly user_id?: number | undefined; readonly team_id?: number | undefined },
): { readonly ok: true; readonly users: readonly number[] } | Failed {
  const { world } = context;
  if (args.user_id !== undefined && args.team_id !== undefined) {
    return failed('validation', 'Give user_id or team_id, not both.');
  }
  if (args.team_id !== undefined) {
    if (find(world, 'teams', args.team_id) === undefined) return noSuch('team', args.team_id);
    const rows = world.all('SELECT id FROM users WHERE team_id = (SELECT ?) ORDER BY id', args.team_id);
    return { ok: true, users: rows.map((row) => int(row, 'id')) };
  }
  const acting = args.user_id ?? actingId(context);
  if (acting === null)
    return failed(
      'validation',
      'user_id or team_id is needed.',
      'Name a user like "U3" or a team like "TM1".',
    );
  if (find(world, 'users', acting) === undefined) return noSuch('user', acting);
  return { ok: true, users: branch(world, acting) };
}

const whose = {
  user_id: optional(idOf('user')).describe('A user and everybody below, like "U3"; default: you'),
  team_id: optional(idOf('team')).describe('A whole team, like "TM1"'),
  quarter: optional(quarter).describe(quarterText),
};

/** How many owners one answer lists. */
const LISTED = 20;

export const getForecast = defineTool({
  name: 'get_forecast',
  description:
    'Forecast of a quarter out of the opportunities that close in it: closed, commit, best case and pipeline, by owner and in total. The categories do not contain each other.',
  effect: 'read',
  seconds: 5,
  parameters: z.strictObject(whose),
  run(context, args) {
    const people = asked(context, args);
    if (!people.ok) return people;
    const allowed = mayForecast(context, people.users);
    if (!allowed.ok) return allowed;
    const period = args.quarter ?? quarterAt(context.clock.now());
    let total = NOTHING;
    const owners: { readonly user: Row; readonly sums: Sums }[] = [];
    for (const id of people.users) {
      const user = find(context.world, 'users', id);
      if (user === undefined) continue;
      const sums = sumsOf(context.world, id, period);
      total = add(total, sums);
      if (Object.values(sums).some((cents) => cents > 0)) owners.push({ user, sums });
    }
    return succeed({
      quarter: period.label,
      total: show(total),
      owners: owners.slice(0, LISTED).map(({ user, sums }) => ({
        user_id: showId('user', int(user, 'id')),
        name: text(user, 'name'),
        ...show(sums),
        submitted: submitted(context.world, int(user, 'id'), period),
      })),
    });
  },
});

/** The forecast a user submitted last for a quarter. */
function submitted(world: World, user: number, { label }: Quarter) {
  const row = world.get(
    'SELECT commit_cents, best_case_cents, comment FROM forecasts WHERE user_id = (SELECT ?) AND quarter = (SELECT ?) ORDER BY submitted_at DESC, id DESC LIMIT 1',
    user,
    label,
  );
  return row === undefined
    ? null
    : {
        commit: formatMoney(int(row, 'commit_cents')),
        best_case: formatMoney(int(row, 'best_case_cents')),
        comment: textOrNull(row, 'comment'),
      };
}

export const submitForecast = defineTool({
  name: 'submit_forecast',
  description: 'Submit your forecast of a quarter. It replaces what you submitted for it before.',
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({
    commit: dealAmount.describe('What will close, like "110000.00"'),
    best_case: dealAmount.describe('What can close, at least the commit'),
    quarter: optional(quarter).describe(quarterText),
    comment: optional(freeText(300)).describe('Why'),
  }),
  run(context, args) {
    const acting = actingUser(context);
    if (!acting.ok) return acting;
    if (args.best_case < args.commit) {
      return failed(
        'validation',
        'best_case: must be at least the commit.',
        `The commit is ${formatMoney(args.commit)}.`,
      );
    }
    const now = context.clock.now();
    const period = args.quarter ?? quarterAt(now);
    if (period.end <= now)
      return failed('conflict', `Quarter ${period.label} is over.`, `This one is ${quarterAt(now).label}.`);
    insert(context.world, 'forecasts', {
      user_id: acting.id,
      quarter: period.label,
      commit_cents: args.commit,
      best_case_cents: args.best_case,
      comment: args.comment ?? null,
      submitted_at: now,
    });
    return succeed({
      quarter: period.label,
      commit: formatMoney(args.commit),
      best_case: formatMoney(args.best_case),
    });
  },
});

export const getTeamQuota = defineTool({
  name: 'get_team_quota',
  description:
    'Quota of a quarter for a user with everybody below, or a team: what is closed, how much of the quota that is, and the gap.',
  effect: 'read',
  seconds: 4,
  parameters: z.strictObject(whose),
  run(context, args) {
    const people = asked(context, args);
    if (!people.ok) return people;
    const allowed = mayForecast(context, people.users);
    if (!allowed.ok) return allowed;
    const period = args.quarter ?? quarterAt(context.clock.now());
    let quota = 0;
    let total = NOTHING;
    for (const id of people.users) {
      const user = find(context.world, 'users', id);
      if (user === undefined) continue;
      if (int(user, 'active') === 1) quota += int(user, 'quota_cents');
      total = add(total, sumsOf(context.world, id, period));
    }
    return succeed({
      quarter: period.label,
      quota: formatMoney(quota),
      closed: formatMoney(total.closed),
      attainment_percent: quota === 0 ? null : Math.round((total.closed / quota) * 100),
      gap: formatMoney(Math.max(0, quota - total.closed)),
      commit: formatMoney(total.commit),
    });
  },
});
