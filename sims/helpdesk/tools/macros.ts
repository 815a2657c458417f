/** Tools on macros: ready-made answers with the changes that go with them. */
import { defineTool, int, lookup, succeed, text } from '@understudy/kernel';
import { z } from 'zod';
import { failed } from '../outcomes.ts';
import { carryOut } from '../ticketing/actions.ts';
import { isManaged, readTicket, record, sceneOf, type Scene } from '../ticketing/scene.ts';
import { ticketChanged, ticketCreated, UPDATE_EVENTS } from '../ticketing/update.ts';
import { MACRO_ACTIONS } from '../vocabulary.ts';
import { chosenTicket, optionalTicketId } from './focus.ts';
import { frozen } from './tickets.ts';

export const listMacros = defineTool({
  name: 'list_macros',
  description: 'List the macros with what each does.',
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({}),
  run({ world }) {
    const rows = world.all(
      `SELECT m.slug, m.title, a.action, a.value FROM macros m JOIN macro_actions a ON a.macro_id = m.id
       WHERE m.active = 1 ORDER BY m.id, a.position`,
    );
    return succeed({
      macros: [...Map.groupBy(rows, (row) => text(row, 'slug'))].map(([macro, actions]) => ({
        macro,
        title: actions[0] === undefined ? '' : text(actions[0], 'title'),
        actions: actions.map((row) => `${text(row, 'action')} ${text(row, 'value')}`.trim()),
      })),
    });
  },
});

export const applyMacro = defineTool({
  name: 'apply_macro',
  description: 'Apply a macro to a ticket: all of its actions, or none where one is not possible.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({
    macro: lookup(60).describe('Name of the macro, from list_macros'),
    ticket_id: optionalTicketId,
  }),
  events: [
    'ticket.WAIT',
    'ticket.PARK',
    'sla_clock.MEET',
    'sla_clock.PAUSE',
    'sla_clock.RESUME',
    ...UPDATE_EVENTS,
  ],
  run(context, args) {
    const { world } = context;
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    const stop = frozen(ticket.row);
    if (stop !== null) return stop;
    const slug = args.macro.replace(/[\s-]+/g, '_');
    const macro = world.get('SELECT id FROM macros WHERE slug = ? AND active = 1', slug);
    if (macro === undefined)
      return failed('not_found', `There is no macro ${slug}.`, 'list_macros names them.');
    const actions = world.all(
      'SELECT action, value FROM macro_actions WHERE macro_id = (SELECT ?) ORDER BY position',
      int(macro, 'id'),
    );
    const agent = sceneOf(context);
    record(agent, ticket.row, 'macro', { subject: slug });
    const scene: Scene = { ...agent, actor: 'macro' };
    for (const row of actions) {
      const action = MACRO_ACTIONS.find((name) => name === row['action']);
      const refusal = action === undefined ? null : carryOut(scene, ticket.id, action, text(row, 'value'));
      if (refusal !== null) return refusal;
    }
    const written = actions.filter((row) => row['action'] === 'reply').map((row) => text(row, 'value'));
    const replied = written.length > 0;
    if (isManaged(ticket.row)) ticketChanged(scene, ticket.row, replied ? 'replied' : 'updated');
    else if (isManaged(readTicket(world, ticket.id))) ticketCreated(scene, ticket.row);
    return succeed({
      ticket_id: `T${ticket.id}`,
      applied: slug,
      ...(replied ? { customer_reads: written.join(' ') } : {}),
    });
  },
});
