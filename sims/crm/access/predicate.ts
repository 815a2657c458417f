/** What the words of `grants.ts` mean in SQL: conditions on one row, with the acting user's reach bound as values. */
import { text, type Cell, type World } from '@understudy/kernel';
import { TABLES, type IdKind } from '../ids.ts';
import { RECORD_TYPES } from '../vocabulary.ts';
import { GRANTS, type Grant } from './grants.ts';

/** How far a user reaches. The lists are JSON texts of ids, for json_each. */
export interface Reach {
  readonly userId: number;
  readonly all: boolean;
  readonly support: boolean;
  /** The user and everyone below. */
  readonly branch: string;
  /** Everyone in the user's team. */
  readonly team: string;
  /** The queues of the user's team. */
  readonly queues: string;
}

/** A condition and the values of its `?`, in order. */
export interface Predicate {
  readonly sql: string;
  readonly cells: readonly Cell[];
}

export type Mode = 'read' | 'edit';

/** The reach of a user; one who does not exist or is inactive reaches nothing but what is open to everyone. */
export function reachOf(world: World, userId: number): Reach {
  const user = world.get(
    `SELECT u.role, t.kind, u.team_id FROM users u JOIN teams t ON t.id = u.team_id
     WHERE u.id = (SELECT ?) AND u.active = 1`,
    userId,
  );
  if (user === undefined)
    return { userId, all: false, support: false, branch: '[]', team: '[]', queues: '[]' };
  const team = user['team_id'] ?? null;
  return {
    userId,
    all: user['role'] === 'operations',
    support: user['kind'] === 'support',
    branch: ids(
      world,
      `WITH RECURSIVE branch (id) AS (
         SELECT ? UNION SELECT u.id FROM branch b JOIN users u ON u.manager_id = b.id
       ) SELECT json_group_array(id) AS ids FROM branch`,
      userId,
    ),
    team: ids(world, 'SELECT json_group_array(id) AS ids FROM users WHERE team_id = ?', team),
    queues: ids(world, 'SELECT json_group_array(id) AS ids FROM crm_queues WHERE team_id = ?', team),
  };
}

function ids(world: World, sql: string, cell: Cell): string {
  const row = world.get(sql, cell);
  return row === undefined ? '[]' : text(row, 'ids');
}

const EVERYTHING: Predicate = { sql: '1', cells: [] };

/** The condition under which a row `alias` of a kind may be read or changed. */
export function predicate(kind: IdKind, mode: Mode, alias: string, reach: Reach): Predicate {
  if (reach.all) return EVERYTHING;
  const parts = GRANTS[kind][mode].map((grant) => condition(kind, grant, mode, alias, reach));
  if (parts.some((part) => part.sql === '1')) return EVERYTHING;
  const held = parts.filter((part) => part.sql !== '0');
  if (held.length === 0) return { sql: '0', cells: [] };
  return {
    sql: `(${held.map((part) => part.sql).join(' OR ')})`,
    cells: held.flatMap((part) => part.cells),
  };
}

const OUT_OF_LIST = '(SELECT value FROM json_each(?))';

function condition(kind: IdKind, grant: Grant, mode: Mode, alias: string, reach: Reach): Predicate {
  switch (grant) {
    case 'everyone':
      return EVERYTHING;
    case 'support':
      return { sql: reach.support ? '1' : '0', cells: [] };
    case 'owner':
      return { sql: `${alias}.owner_id IN ${OUT_OF_LIST}`, cells: [reach.branch] };
    case 'team':
      return { sql: `${alias}.owner_id IN ${OUT_OF_LIST}`, cells: [reach.team] };
    case 'queue':
      return { sql: `${alias}.queue_id IN ${OUT_OF_LIST}`, cells: [reach.queues] };
    case 'shared': {
      const access = mode === 'edit' ? ` AND access = 'edit'` : '';
      return {
        sql: `${alias}.id IN (SELECT record_id FROM record_shares WHERE user_id = ? AND record_type = '${kind}'${access})`,
        cells: [reach.userId],
      };
    }
    case 'approver':
      return {
        sql: `${alias}.id IN (SELECT quote_id FROM quote_approvals WHERE approver_id = ?)`,
        cells: [reach.userId],
      };
    case 'author':
      return { sql: `${alias}.${kind === 'note' ? 'author_id' : 'user_id'} = ?`, cells: [reach.userId] };
    case 'account':
    case 'opportunity':
    case 'quote':
    case 'case':
    case 'campaign': {
      const parent = within(grant, mode, reach);
      return { sql: `${alias}.${grant}_id IN ${parent.sql}`, cells: parent.cells };
    }
    case 'related':
      return related(alias, mode, reach);
  }
}

/** The ids of the records of a kind that are within reach, as a subquery. */
function within(kind: IdKind, mode: Mode, reach: Reach): Predicate {
  const inner = predicate(kind, mode, `x_${kind}`, reach);
  return {
    sql: `(SELECT x_${kind}.id FROM ${TABLES[kind]} x_${kind} WHERE ${inner.sql})`,
    cells: inner.cells,
  };
}

/** Tasks and events count by their owner only: what is related to them would lead round in a circle. */
const HEADS = RECORD_TYPES.filter((type) => type !== 'task' && type !== 'event');

function related(alias: string, mode: Mode, reach: Reach): Predicate {
  const parts = HEADS.map((type) => {
    const ids = within(type, mode, reach);
    return {
      sql: `(${alias}.record_type = '${type}' AND ${alias}.record_id IN ${ids.sql})`,
      cells: ids.cells,
    };
  });
  const own = (['task', 'event'] as const).map((type) => ({
    sql: `(${alias}.record_type = '${type}' AND ${alias}.record_id IN (SELECT id FROM ${TABLES[type]} WHERE owner_id IN ${OUT_OF_LIST}))`,
    cells: [reach.branch],
  }));
  const all = [...parts, ...own];
  return { sql: `(${all.map((part) => part.sql).join(' OR ')})`, cells: all.flatMap((part) => part.cells) };
}
