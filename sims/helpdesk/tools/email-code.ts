/** Identity without an order: a link goes to the e-mail address on file, and the customer confirms it. */
import { defineTool, int, succeed, text } from '@understudy/kernel';
import { z } from 'zod';
import { customerId } from '../billing-parameters.ts';
import { failed } from '../outcomes.ts';
import { focusTicket } from './focus.ts';
import { nextId } from './numbering.ts';

export const sendEmailCode = defineTool({
  name: 'send_email_code',
  description:
    'Send a confirmation to the e-mail address on file of a customer. Once confirmed, the person in this ticket is verified as this customer.',
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({ customer_id: customerId }),
  run(context, args) {
    const { world, clock } = context;
    const ticket = focusTicket(context);
    if (!ticket.ok) return ticket;
    const customer = world.get('SELECT email FROM customers WHERE id = ?', args.customer_id);
    if (customer === undefined) return failed('not_found', `There is no customer C${args.customer_id}.`);
    world.run(
      'INSERT INTO email_codes (id, ticket_id, customer_id, sent_at, confirmed_at) VALUES (?, ?, ?, ?, NULL)',
      nextId(world, 'email_codes'),
      ticket.id,
      args.customer_id,
      clock.now(),
    );
    // Masked: whoever asks may not be the customer.
    return succeed({ sent_to: text(customer, 'email').replace(/^(.)[^@]*/, '$1***') });
  },
});

export const confirmEmailCode = defineTool({
  name: 'confirm_email_code',
  description: 'Confirm the message that the desk sent to the own e-mail address.',
  effect: 'write',
  by: 'user',
  seconds: 60,
  parameters: z.strictObject({ customer_id: customerId }),
  run(context, args) {
    const { world, clock } = context;
    const ticket = focusTicket(context);
    if (!ticket.ok) return ticket;
    const sent = world.get(
      `SELECT id FROM email_codes WHERE ticket_id = (SELECT ?) AND customer_id = (SELECT ?) AND confirmed_at IS NULL
       ORDER BY id DESC`,
      ticket.id,
      args.customer_id,
    );
    if (sent === undefined) return failed('not_found', 'No message from the desk has arrived.');
    world.run('UPDATE email_codes SET confirmed_at = ? WHERE id = ?', clock.now(), int(sent, 'id'));
    world.run(
      'UPDATE tickets SET verified = 1, customer_id = ?, updated_at = ? WHERE id = ?',
      args.customer_id,
      clock.now(),
      ticket.id,
    );
    return succeed({ confirmed: true });
  },
});
