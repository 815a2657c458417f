/** Custom fields and tags of a ticket. */
import { int, text, textOrNull, type Row, type World } from '@understudy/kernel';
import { failed, type Failed } from '../outcomes.ts';
import { nextId } from '../tools/numbering.ts';
import { record, type Scene } from './scene.ts';

const YES = new Set(['true', 'yes', '1', 'on']);
const NO = new Set(['false', 'no', '0', 'off']);

/** A value in the form in which a field of this kind keeps it, or what is wrong with it. */
function fieldValue(
  world: World,
  field: Row,
  value: string,
): { readonly ok: true; readonly value: string } | Failed {
  const slug = text(field, 'slug');
  switch (text(field, 'kind')) {
    case 'number': {
      const number = value === '' ? Number.NaN : Number(value);
      if (Number.isFinite(number)) return { ok: true, value: String(number) };
      return failed('validation', `value: ${slug} takes a number.`);
    }
    case 'checkbox': {
      const word = value.toLowerCase();
      if (YES.has(word)) return { ok: true, value: 'true' };
      if (NO.has(word)) return { ok: true, value: 'false' };
      return failed('validation', `value: ${slug} takes true or false.`);
    }
    case 'dropdown': {
      const options = world
        .all(
          'SELECT value FROM ticket_field_options WHERE field_id = (SELECT ?) ORDER BY id',
          int(field, 'id'),
        )
        .map((row) => text(row, 'value'));
      const wanted = value.toLowerCase().replace(/[\s-]+/g, '_');
      if (options.includes(wanted)) return { ok: true, value: wanted };
      return failed(
        'validation',
        `value: ${slug} has no option ${JSON.stringify(value)}.`,
        `One of ${options.join(', ')}.`,
      );
    }
    default:
      return value === '' ? failed('validation', `value: ${slug} needs a text.`) : { ok: true, value };
  }
}

/** Sets a custom field; returns the value as it is kept. */
export function setField(
  scene: Scene,
  ticket: Row,
  slug: string,
  value: string,
): { readonly ok: true; readonly value: string } | Failed {
  const { world } = scene;
  const field = world.get('SELECT * FROM ticket_fields WHERE slug = ?', slug);
  if (field === undefined)
    return failed('not_found', `There is no field ${slug}.`, 'get_ticket_fields lists them.');
  const kept = fieldValue(world, field, value.trim());
  if (!kept.ok) return kept;
  const ticketId = int(ticket, 'id');
  const fieldId = int(field, 'id');
  const old = world.get(
    'SELECT id, value FROM ticket_field_values WHERE ticket_id = ? AND field_id = ?',
    ticketId,
    fieldId,
  );
  if (old === undefined) {
    world.run(
      'INSERT INTO ticket_field_values (id, ticket_id, field_id, value) VALUES (?, ?, ?, ?)',
      nextId(world, 'ticket_field_values'),
      ticketId,
      fieldId,
      kept.value,
    );
  } else world.run('UPDATE ticket_field_values SET value = ? WHERE id = ?', kept.value, int(old, 'id'));
  const before = old === undefined ? null : text(old, 'value');
  if (before !== kept.value) record(scene, ticket, 'field_set', { subject: slug, before, after: kept.value });
  return kept;
}

/** The fields a ticket of this team has, with their values; null where a field is not filled in. */
export function fieldsOf(world: World, ticket: Row): readonly Row[] {
  return world.all(
    `SELECT f.id, f.slug, f.kind, f.required_to_solve, v.value FROM ticket_fields f
     LEFT JOIN ticket_field_values v ON v.field_id = f.id AND v.ticket_id = (SELECT ?)
     WHERE f.team IS NULL OR f.team = (SELECT ?) ORDER BY f.id`,
    int(ticket, 'id'),
    text(ticket, 'team'),
  );
}

/** The fields that must be filled in before the ticket is solved, and are not. */
export function missingFields(world: World, ticket: Row): readonly string[] {
  return fieldsOf(world, ticket)
    .filter((field) => field['required_to_solve'] === 1 && textOrNull(field, 'value') === null)
    .map((field) => text(field, 'slug'));
}

export function tagsOf(world: World, ticketId: number): readonly string[] {
  return world
    .all('SELECT tag FROM ticket_tags WHERE ticket_id = (SELECT ?) ORDER BY tag', ticketId)
    .map((row) => text(row, 'tag'));
}

/** Adds a tag; nothing where the ticket has it. */
export function addTag(scene: Scene, ticket: Row, tag: string): void {
  const { world } = scene;
  const ticketId = int(ticket, 'id');
  if (world.get('SELECT id FROM ticket_tags WHERE ticket_id = ? AND tag = ?', ticketId, tag) !== undefined)
    return;
  world.run(
    'INSERT INTO ticket_tags (id, ticket_id, tag) VALUES (?, ?, ?)',
    nextId(world, 'ticket_tags'),
    ticketId,
    tag,
  );
  record(scene, ticket, 'tag_added', { subject: tag });
}

/** Removes a tag; nothing where the ticket does not have it. */
export function removeTag(scene: Scene, ticket: Row, tag: string): void {
  const removed = scene.world.run(
    'DELETE FROM ticket_tags WHERE ticket_id = ? AND tag = ?',
    int(ticket, 'id'),
    tag,
  );
  if (removed > 0) record(scene, ticket, 'tag_removed', { subject: tag });
}
