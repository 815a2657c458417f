/** The service desk's workload of the sim-core benchmark: a refund, twelve tool calls. */
import { helpdesk, newTicket } from '@understudy/helpdesk';
import { createRng, OPENING_TIME, type CompiledTemplate, type Kernel, type World } from '@understudy/kernel';
import { playScript, type Script } from './script.ts';

const TICKET = 900;

/** A population of about `rows` rows and the ticket that the episodes are about. */
export function compileDesk(kernel: Kernel, rows: number): CompiledTemplate {
  const population = helpdesk.generate(createRng('bench'), { size: rows, split: 'train' });
  const ticket = newTicket({
    id: TICKET,
    subject: 'Broken on arrival',
    body: 'My order arrived broken.',
    channel: 'chat',
    at: OPENING_TIME,
  });
  return kernel.compile({
    ddl: population.ddl,
    tables: population.tables.map((table) =>
      table.name === 'tickets' ? { name: table.name, rows: [...table.rows, ticket] } : table,
    ),
  });
}

/** One script for each delivered order item for which every call succeeds, at most `count`. */
export function findDeskScripts(world: World, count: number): readonly Script[] {
  const items = world.all(
    `SELECT i.order_id, p.sku, a.postcode FROM order_items i JOIN products p ON p.id = i.product_id
     JOIN orders o ON o.id = i.order_id JOIN addresses a ON a.id = o.address_id ORDER BY i.id`,
  );
  const scripts: Script[] = [];
  for (const item of items) {
    const order = { order_id: String(item['order_id']) };
    const calls: Script['calls'] = [
      { name: 'get_ticket', args: {} },
      { name: 'verify_identity', args: { ...order, postcode: item['postcode'] } },
      { name: 'get_order', args: order },
      { name: 'get_shipment', args: order },
      { name: 'list_refunds', args: order },
      { name: 'refund_item', args: { ...order, sku: item['sku'] } },
      { name: 'add_comment', args: { body: 'I have refunded the item in full. Is there anything else?' } },
      { name: 'close_ticket', args: { resolution: 'refunded' } },
      { name: 'reopen_ticket', args: {} },
      { name: 'set_priority', args: { priority: 'high' } },
      { name: 'get_product', args: { sku: item['sku'] } },
      { name: 'close_ticket', args: { resolution: 'informed' } },
    ];
    const script: Script = { focus: { ticketId: TICKET }, calls };
    world.reset();
    if (playScript(world, helpdesk.tools, script)) scripts.push(script);
    if (scripts.length === count) break;
  }
  world.reset();
  if (scripts.length === 0) throw new Error('bench: no order of this population can be refunded');
  return scripts;
}
