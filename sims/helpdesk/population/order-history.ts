/** Orders with their items, payments and shipments, in every state an order can be in at the opening time. */
import { DAY, dayOf, OPENING_TIME } from '@understudy/kernel';
import type { Rng, SimTime, Split } from '@understudy/kernel';
import type { CustomerRow, OrderRow, PaymentRow, ShipmentRow } from '../rows.ts';
import { numbersOf } from '@understudy/people';
import { CARRIERS, PAYMENT_METHODS } from '../vocabulary.ts';
import type { Draft } from './draft.ts';

const TODAY = dayOf(OPENING_TIME);

/** Calendar days, as days before today (0 is today, negative is to come). */
interface Course {
  readonly status: OrderRow['status'];
  readonly placed: number;
  readonly promised: number;
  readonly shipped: number | null;
  readonly delivered: number | null;
}

/** Adds orders for the draft's customers and products; every customer gets one before anybody gets a second. */
export function addOrders(draft: Draft, rng: Rng, split: Split, count: number): void {
  const ids = rng.shuffle(numbersOf(split, 1000, 9999)).slice(0, count);
  const customers = rng.shuffle(draft.customers);
  const homes = Map.groupBy(draft.addresses, (address) => address.customer_id);
  ids.forEach((id, index) => {
    const customer: CustomerRow = customers[index] ?? rng.pick(customers);
    const course = drawCourse(rng);
    draft.orders.push({
      id,
      customer_id: customer.id,
      address_id: rng.pick(homes.get(customer.id) ?? []).id,
      status: course.status,
      placed_at: at(rng, course.placed),
      promised_at: at(rng, course.promised),
    });
    const total = addItems(draft, rng, id);
    draft.payments.push({
      id: draft.payments.length + 1,
      order_id: id,
      method: rng.pick(PAYMENT_METHODS),
      amount_cents: total,
      status: paymentStatus(course.status),
    });
    if (course.status !== 'paid' && course.status !== 'cancelled') addShipment(draft, rng, id, course);
  });
}

/** One to three different products; returns their total in cents. */
function addItems(draft: Draft, rng: Rng, orderId: number): number {
  const count = rng.chance(0.35) ? 1 : rng.chance(0.65) ? 2 : 3;
  const chosen = new Set<number>();
  let total = 0;
  while (chosen.size < Math.min(count, draft.products.length)) {
    const product = rng.pick(draft.products);
    if (chosen.has(product.id)) continue;
    chosen.add(product.id);
    total += product.price_cents;
    draft.order_items.push({
      id: draft.order_items.length + 1,
      order_id: orderId,
      product_id: product.id,
      price_cents: product.price_cents,
      final_sale: product.final_sale,
    });
  }
  return total;
}

function addShipment(draft: Draft, rng: Rng, orderId: number, course: Course): void {
  draft.shipments.push({
    id: draft.shipments.length + 1,
    order_id: orderId,
    carrier: rng.pick(CARRIERS),
    // The order number is in it, so that no two parcels share a tracking number.
    tracking: `TR${orderId}${rng.int(100, 999)}`,
    status: shipmentStatus(rng, course),
    shipped_at: course.shipped === null ? null : at(rng, course.shipped),
    delivered_at: course.delivered === null ? null : at(rng, course.delivered),
  });
}

function shipmentStatus(rng: Rng, course: Course): ShipmentRow['status'] {
  if (course.status === 'packed') return 'label_created';
  if (course.status === 'delivered') return 'delivered';
  return course.promised >= 10 && rng.chance(0.4) ? 'lost' : 'in_transit';
}

function paymentStatus(status: OrderRow['status']): PaymentRow['status'] {
  if (status === 'cancelled') return 'voided';
  return status === 'paid' || status === 'packed' ? 'authorized' : 'captured';
}

/** Whole days late: none for half of the orders, 1 to 9 or 10 to 20 for a quarter each. */
function drawLateness(rng: Rng): number {
  if (rng.chance(0.5)) return 0;
  return rng.chance(0.5) ? rng.int(1, 9) : rng.int(10, 20);
}

function drawCourse(rng: Rng): Course {
  const dice = rng.next();
  if (dice < 0.58) {
    const late = drawLateness(rng);
    const delivered = rng.chance(0.6) ? rng.int(1, 30) : rng.int(31, 75);
    const promised = late > 0 ? delivered + late : delivered - rng.int(0, 2);
    const placed = promised + rng.int(4, 7);
    return { status: 'delivered', placed, promised, shipped: placed - 1, delivered };
  }
  if (dice < 0.74) {
    const late = drawLateness(rng);
    const promised = late > 0 ? late : -rng.int(0, 2);
    const placed = promised + rng.int(4, 7);
    return { status: 'shipped', placed, promised, shipped: placed - 1, delivered: null };
  }
  if (dice < 0.84) {
    const placed = rng.int(1, 2);
    return { status: 'packed', placed, promised: placed - rng.int(4, 7), shipped: null, delivered: null };
  }
  const placed = dice < 0.95 ? rng.int(0, 1) : rng.int(3, 60);
  const status = dice < 0.95 ? 'paid' : 'cancelled';
  return { status, placed, promised: placed - rng.int(4, 7), shipped: null, delivered: null };
}

/** An instant of the day `daysAgo`: from 6 to 8 in the morning, hence before the opening time also on the day itself. */
function at(rng: Rng, daysAgo: number): SimTime {
  return (TODAY - daysAgo) * DAY + rng.int(6 * 60, 8 * 60) * 60_000;
}
