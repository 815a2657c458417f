/** Tools on customers: find them, read them, and prove that the person in the ticket is one of them. */
import { defineTool, succeed, int, text, lookup, publicId } from '@understudy/kernel';
import { z } from 'zod';
import { failed } from '../outcomes.ts';
import { orderId, postcode } from '../parameters.ts';
import { sceneOf } from '../ticketing/scene.ts';
import { ticketChanged, UPDATE_EVENTS } from '../ticketing/update.ts';
import { focusTicket } from './focus.ts';

const customerId = publicId('C', 'customer').describe('Customer id, like "C31"');

export const findCustomer = defineTool({
  name: 'find_customer',
  description: 'Find a customer by e-mail address.',
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({ email: lookup(120).describe('E-mail address') }),
  run({ world }, args) {
    const row = world.get('SELECT id, name FROM customers WHERE email = ?', args.email);
    if (row === undefined) {
      return failed(
        'not_found',
        'There is no customer with this e-mail address.',
        'Check the spelling with the customer.',
      );
    }
    return succeed({ customer_id: `C${int(row, 'id')}`, name: text(row, 'name') });
  },
});

export const getCustomer = defineTool({
  name: 'get_customer',
  description: 'Read a customer: name, e-mail, tier and postcode.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ customer_id: customerId }),
  run({ world }, args) {
    const row = world.get(
      `SELECT c.name, c.email, c.tier, a.postcode FROM customers c
       JOIN addresses a ON a.customer_id = c.id AND a.is_default = 1 WHERE c.id = (SELECT ?)`,
      args.customer_id,
    );
    if (row === undefined) return failed('not_found', `There is no customer C${args.customer_id}.`);
    return succeed({
      customer_id: `C${args.customer_id}`,
      name: text(row, 'name'),
      email: text(row, 'email'),
      tier: text(row, 'tier'),
      postcode: text(row, 'postcode'),
    });
  },
});

export const listOrders = defineTool({
  name: 'list_orders',
  description: 'List the order numbers of a customer, newest first.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ customer_id: customerId }),
  run({ world }, args) {
    if (world.get('SELECT id FROM customers WHERE id = ?', args.customer_id) === undefined) {
      return failed('not_found', `There is no customer C${args.customer_id}.`);
    }
    const rows = world.all(
      'SELECT id FROM orders WHERE customer_id = (SELECT ?) ORDER BY placed_at DESC, id',
      args.customer_id,
    );
    return succeed({ orders: rows.map((row) => String(int(row, 'id'))) });
  },
});

export const verifyIdentity = defineTool({
  name: 'verify_identity',
  description: 'Check that the person in this ticket is the customer, by order number and delivery postcode.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({
    order_id: orderId.describe('Order number, 4 digits'),
    postcode: postcode.describe('Postcode, 5 digits'),
  }),
  events: [...UPDATE_EVENTS],
  run(context, args) {
    const { world, clock } = context;
    const ticket = focusTicket(context);
    if (!ticket.ok) return ticket;
    const row = world.get(
      `SELECT c.id, c.name FROM orders o JOIN addresses a ON a.id = o.address_id JOIN customers c ON c.id = o.customer_id
       WHERE o.id = (SELECT ?) AND a.postcode = (SELECT ?)`,
      args.order_id,
      args.postcode,
    );
    if (row === undefined) {
      // One answer for a wrong order number and a wrong postcode: it must not help anybody to guess.
      world.run(
        'UPDATE tickets SET failed_checks = failed_checks + 1, updated_at = ? WHERE id = ?',
        clock.now(),
        ticket.id,
      );
      return succeed({ verified: false });
    }
    world.run(
      'UPDATE tickets SET verified = 1, order_id = ?, customer_id = ?, updated_at = ? WHERE id = ?',
      args.order_id,
      int(row, 'id'),
      clock.now(),
      ticket.id,
    );
    ticketChanged(sceneOf(context), ticket.row);
    return succeed({ verified: true, name: text(row, 'name') });
  },
});
