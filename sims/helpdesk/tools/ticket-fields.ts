/** Tools on the custom fields and tags of a ticket. */
import {
  defineTool,
  freeText,
  int,
  lookup,
  reshape,
  succeed,
  text,
  textOrNull,
  type ToolContext,
  type ToolOutcome,
} from '@understudy/kernel';
import { z } from 'zod';
import { addTag, fieldsOf, removeTag, setField, tagsOf } from '../ticketing/fields.ts';
import { sceneOf } from '../ticketing/scene.ts';
import { ticketChanged, UPDATE_EVENTS } from '../ticketing/update.ts';
import { chosenTicket, optionalTicketId } from './focus.ts';
import { frozen } from './tickets.ts';

const TAG = '[a-z][a-z0-9]*(?:_[a-z0-9]+)*';

/** `"Late Delivery, vip"` → `["late_delivery", "vip"]`; a list does as well. */
const tags = z
  .preprocess(
    (value) =>
      reshape((words) =>
        words
          .toLowerCase()
          .split(',')
          .map((word) => word.trim().replace(/[\s-]+/g, '_'))
          .join(','),
      )(Array.isArray(value) ? value.join(',') : value),
    z
      .string()
      .max(200)
      .regex(
        new RegExp(`^${TAG}(,${TAG})*$`),
        'tags are words of small letters, digits and _, like "late_delivery,vip"',
      ),
  )
  .transform((words) => words.split(','))
  .nonoptional();

export const setTicketField = defineTool({
  name: 'set_ticket_field',
  description: 'Fill in a custom field of a ticket.',
  effect: 'write',
  seconds: 4,
  parameters: z.strictObject({
    field: lookup(40).describe('Name of the field, from get_ticket_fields'),
    value: freeText(200).describe('Its value: an option, a text, a number, or true or false'),
    ticket_id: optionalTicketId,
  }),
  events: [...UPDATE_EVENTS],
  run(context, args) {
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    const stop = frozen(ticket.row);
    if (stop !== null) return stop;
    const scene = sceneOf(context);
    const field = args.field.replace(/[\s-]+/g, '_');
    const kept = setField(scene, ticket.row, field, args.value);
    if (!kept.ok) return kept;
    ticketChanged(scene, ticket.row);
    return succeed({ ticket_id: `T${ticket.id}`, field, value: kept.value });
  },
});

export const getTicketFields = defineTool({
  name: 'get_ticket_fields',
  description:
    'Read type, tags and custom fields of a ticket, with the options of each and whether solving needs it.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ ticket_id: optionalTicketId }),
  run(context, args) {
    const { world } = context;
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    const fields = fieldsOf(world, ticket.row).map((field) => ({
      field: text(field, 'slug'),
      kind: text(field, 'kind'),
      required_to_solve: field['required_to_solve'] === 1,
      value: textOrNull(field, 'value'),
      options: world
        .all(
          'SELECT value FROM ticket_field_options WHERE field_id = (SELECT ?) ORDER BY id',
          int(field, 'id'),
        )
        .map((row) => text(row, 'value')),
    }));
    return succeed({
      ticket_id: `T${ticket.id}`,
      type: textOrNull(ticket.row, 'type'),
      tags: [...tagsOf(world, ticket.id)],
      fields,
    });
  },
});

function retag(
  context: ToolContext,
  args: { readonly tags: readonly string[]; readonly ticket_id?: number | undefined },
  change: typeof addTag,
): ToolOutcome {
  const ticket = chosenTicket(context, args.ticket_id);
  if (!ticket.ok) return ticket;
  const stop = frozen(ticket.row);
  if (stop !== null) return stop;
  const scene = sceneOf(context);
  for (const one of args.tags) change(scene, ticket.row, one);
  ticketChanged(scene, ticket.row);
  return succeed({ ticket_id: `T${ticket.id}`, tags: [...tagsOf(context.world, ticket.id)] });
}

export const addTags = defineTool({
  name: 'add_tags',
  description: 'Add tags to a ticket.',
  effect: 'write',
  seconds: 3,
  parameters: z.strictObject({
    tags: tags.describe('The tags, with commas between them'),
    ticket_id: optionalTicketId,
  }),
  events: [...UPDATE_EVENTS],
  run: (context, args) => retag(context, args, addTag),
});

export const removeTags = defineTool({
  name: 'remove_tags',
  description: 'Remove tags from a ticket.',
  effect: 'write',
  seconds: 3,
  parameters: z.strictObject({
    tags: tags.describe('The tags, with commas between them'),
    ticket_id: optionalTicketId,
  }),
  events: [...UPDATE_EVENTS],
  run: (context, args) => retag(context, args, removeTag),
});
