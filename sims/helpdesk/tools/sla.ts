/** Tools on SLA clocks. */
import { defineTool, int, intOrNull, publicId, succeed, text } from '@understudy/kernel';
import { z } from 'zod';
import { slaClockLifecycle } from '../lifecycles.ts';
import { failed } from '../outcomes.ts';
import { readTicket, sceneOf } from '../ticketing/scene.ts';
import { breach } from '../ticketing/sla.ts';
import { ticketChanged } from '../ticketing/update.ts';
import { chosenTicket, optionalTicketId } from './focus.ts';
import { minuteOf } from './ticket-list.ts';

export const getSlaStatus = defineTool({
  name: 'get_sla_status',
  description: 'Read the SLA clocks of a ticket: what is due when, and how many minutes are left until then.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ ticket_id: optionalTicketId }),
  run(context, args) {
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    const now = context.clock.now();
    const rows = context.world.all(
      'SELECT * FROM sla_clocks WHERE ticket_id = (SELECT ?) ORDER BY id',
      ticket.id,
    );
    return succeed({
      ticket_id: `T${ticket.id}`,
      now: minuteOf(now),
      clocks: rows.map((row) => {
        const due = intOrNull(row, 'due_at');
        const running = row['status'] === 'running';
        return {
          metric: text(row, 'metric'),
          status: running && due !== null && due <= now ? 'breached' : text(row, 'status'),
          due: due === null ? null : minuteOf(due),
          minutes_left: running && due !== null ? Math.floor((due - now) / 60_000) : null,
        };
      }),
    });
  },
});

export const breachSla = defineTool({
  name: 'breach_sla',
  description: 'The target of a running SLA clock has passed.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ clock_id: publicId('K', 'SLA clock').describe('SLA clock id, like "K5"') }),
  events: ['sla_clock.BREACH'],
  run(context, args) {
    const { world } = context;
    const clock = world.get('SELECT ticket_id, status, due_at FROM sla_clocks WHERE id = ?', args.clock_id);
    if (clock === undefined) return failed('not_found', `There is no SLA clock K${args.clock_id}.`);
    const legal = slaClockLifecycle.transition(text(clock, 'status'), 'BREACH');
    if (!legal.ok) return legal;
    const before = readTicket(world, int(clock, 'ticket_id'));
    const scene = sceneOf(context);
    if (!breach(scene, args.clock_id))
      return failed('conflict', `The target of K${args.clock_id} has not passed yet.`);
    ticketChanged(scene, before, 'sla_breached');
    return succeed({ clock_id: `K${args.clock_id}`, status: legal.to });
  },
});
