/**
 * What follows from a change of a ticket: lines in its history, SLA clocks brought in line, triggers. Each trigger fires at most once
 * per update; when one has fired, all that have not are asked again, so that an update ends after as many rounds as there are
 * triggers.
 */
import { int, text, textOrNull, type Row } from '@understudy/kernel';
import { TRIGGER_ACTIONS } from '../vocabulary.ts';
import { carryOut } from './actions.ts';
import { tagsOf } from './fields.ts';
import { isManaged, readTicket, record, type Scene } from './scene.ts';
import { syncClocks } from './sla.ts';

/** What has just happened to a ticket, as triggers ask for it. */
export type Happening = 'created' | 'updated' | 'replied' | 'customer_wrote' | 'sla_breached' | 'rated';

/** Events that any update may bring about: a trigger sets a priority whose target has passed already. */
export const UPDATE_EVENTS = ['sla_clock.BREACH'] as const;

/** Call once after all changes of one tool call, with the row as it was before them. Costs nothing outside the desk's rules. */
export function ticketChanged(scene: Scene, before: Row, happening: Happening = 'updated'): void {
  if (!isManaged(before)) return;
  settle(scene, before, happening);
}

/** `ticketChanged` for a ticket that came under the desk's rules by this very change. */
export function ticketCreated(scene: Scene, before: Row): void {
  settle(scene, before, 'created');
}

function settle(scene: Scene, before: Row, happening: Happening): void {
  const id = int(before, 'id');
  const fired = new Set<number>();
  let by = scene;
  for (let last = before; ;) {
    const now = readTicket(scene.world, id);
    note(by, last, now);
    syncClocks(by, last, now);
    last = now;
    if (!fireNext(scene, now, happening, fired)) return;
    by = { ...scene, actor: 'trigger' };
  }
}

const NOTED = [
  ['status', 'status_set'],
  ['priority', 'priority_set'],
  ['type', 'type_set'],
  ['team', 'team_set'],
] as const;

function note(scene: Scene, before: Row, after: Row): void {
  for (const [column, kind] of NOTED) {
    if (before[column] === after[column]) continue;
    record(scene, after, kind, { before: textOrNull(before, column), after: textOrNull(after, column) });
  }
  for (const [column, letter, kind] of [
    ['group_id', 'G', 'group_set'],
    ['assignee_id', 'A', 'assignee_set'],
  ] as const) {
    if (before[column] === after[column]) continue;
    const name = (row: Row): string | null => (row[column] === null ? null : `${letter}${int(row, column)}`);
    record(scene, after, kind, { before: name(before), after: name(after) });
  }
}

interface Trigger {
  readonly id: number;
  readonly slug: string;
  readonly conditions: readonly Row[];
}

function activeTriggers(scene: Scene): readonly Trigger[] {
  const rows = scene.world.all(
    `SELECT t.id, t.slug, c.field, c.operator, c.value FROM triggers t
     JOIN trigger_conditions c ON c.trigger_id = t.id WHERE t.active = 1 ORDER BY t.position, c.id`,
  );
  return [...Map.groupBy(rows, (row) => int(row, 'id'))].map(([id, conditions]) => ({
    id,
    slug: conditions[0] === undefined ? '' : text(conditions[0], 'slug'),
    conditions,
  }));
}

/** Fires the first trigger that fits and has not fired yet. Returns whether there was one. */
function fireNext(scene: Scene, ticket: Row, happening: Happening, fired: Set<number>): boolean {
  const trigger = activeTriggers(scene).find(
    ({ id, conditions }) => !fired.has(id) && holds(scene, ticket, happening, conditions),
  );
  if (trigger === undefined) return false;
  fired.add(trigger.id);
  const by: Scene = { ...scene, actor: 'trigger' };
  record(by, ticket, 'trigger', { subject: trigger.slug });
  const actions = scene.world.all(
    'SELECT action, value FROM trigger_actions WHERE trigger_id = (SELECT ?) ORDER BY position',
    trigger.id,
  );
  for (const row of actions) {
    const action = TRIGGER_ACTIONS.find((name) => name === row['action']);
    // A value that does not fit the ticket (a field its team lacks, a group that is gone) leaves the rest to be done.
    if (action !== undefined) carryOut(by, int(ticket, 'id'), action, text(row, 'value'));
  }
  return true;
}

/** Whether all conditions of a trigger hold. */
function holds(scene: Scene, ticket: Row, happening: Happening, conditions: readonly Row[]): boolean {
  return conditions.every((condition) => {
    const value = text(condition, 'value').toLowerCase();
    const found = valuesOf(scene, ticket, happening, text(condition, 'field'));
    switch (text(condition, 'operator')) {
      case 'is':
        return found.includes(value);
      case 'is_not':
        return !found.includes(value);
      default:
        return found.some((one) => one.includes(value));
    }
  });
}

function valuesOf(scene: Scene, ticket: Row, happening: Happening, field: string): readonly string[] {
  switch (field) {
    case 'event':
      return [happening];
    case 'tag':
      return tagsOf(scene.world, int(ticket, 'id'));
    case 'text':
      return [`${text(ticket, 'subject')} ${text(ticket, 'body')}`.toLowerCase()];
    case 'tier': {
      const customer = scene.world.get(
        'SELECT tier FROM customers WHERE id = ?',
        ticket['customer_id'] ?? null,
      );
      return customer === undefined ? [] : [text(customer, 'tier')];
    }
    default: {
      const cell = ticket[field];
      return typeof cell === 'string' ? [cell] : [];
    }
  }
}
