/** Variants of products, and what customers wished for their orders after they had placed them. */
import { DAY, dayOf, isoDate } from '@understudy/kernel';
import type { Rng } from '@understudy/kernel';
import type { Draft } from './draft.ts';

const LABELS = [
  ['black', 'white', 'red'],
  ['small', 'large'],
  ['grey', 'green'],
] as const;
const NOTES = [
  'leave it with the neighbour',
  'put it behind the gate',
  'ring twice',
  'use the back door',
] as const;

/** Adds variants for a third of the products; the first one costs nothing on top, and is what orders have unless said otherwise. */
export function addVariants(draft: Draft, rng: Rng): void {
  const plain = new Map<number, number>();
  for (const product of draft.products) {
    if (!rng.chance(0.33)) continue;
    rng.pick(LABELS).forEach((label, index) => {
      const id = draft.product_variants.length + 1;
      if (index === 0) plain.set(product.id, id);
      draft.product_variants.push({
        id,
        product_id: product.id,
        label,
        extra_cents: index === 0 ? 0 : rng.pick([0, 150, 300, 500] as const),
        stock: rng.chance(0.12) ? 0 : rng.int(1, 25),
      });
    });
  }
  for (const item of draft.order_items) {
    const variant = plain.get(item.product_id);
    if (variant === undefined) continue;
    draft.order_item_variants.push({
      id: draft.order_item_variants.length + 1,
      order_item_id: item.id,
      variant_id: variant,
    });
  }
}

/** For one order in twelve a note for the carrier or the day of delivery; the day is the one that is promised. */
export function addDeliveryWishes(draft: Draft, rng: Rng): void {
  for (const order of draft.orders) {
    if (!rng.chance(0.08)) continue;
    const day = rng.chance(0.5) ? dayOf(order.promised_at) * DAY : null;
    const note = day === null ? rng.pick(NOTES) : null;
    draft.delivery_preferences.push({
      id: draft.delivery_preferences.length + 1,
      order_id: order.id,
      deliver_on: day,
      instructions: note,
    });
    draft.order_changes.push({
      id: draft.order_changes.length + 1,
      order_id: order.id,
      kind: day === null ? 'delivery_instructions' : 'delivery_date',
      product_id: null,
      difference_cents: 0,
      note: day === null ? note : isoDate(day),
      created_at: order.placed_at + 30 * 60_000,
    });
  }
}

/** One verified ticket in eight was verified by e-mail. */
export function addEmailCodes(draft: Draft, rng: Rng): void {
  for (const ticket of draft.tickets) {
    if (ticket.verified === 0 || ticket.customer_id === null || !rng.chance(0.125)) continue;
    draft.email_codes.push({
      id: draft.email_codes.length + 1,
      ticket_id: ticket.id,
      customer_id: ticket.customer_id,
      sent_at: ticket.created_at,
      confirmed_at: ticket.updated_at,
    });
  }
}
