/** The statecharts of orders and of what happens to them. */
import { createLifecycle, type LifecycleDefinition } from '@understudy/kernel';

const ORDER: LifecycleDefinition = {
  id: 'order',
  table: 'orders',
  column: 'status',
  initial: 'paid',
  states: {
    paid: { description: 'Paid, waiting in the warehouse', on: { PACK: 'packed', CANCEL: 'cancelled' } },
    packed: { description: 'Packed, waiting for the carrier', on: { SHIP: 'shipped', CANCEL: 'cancelled' } },
    shipped: { description: 'With the carrier', on: { DELIVER: 'delivered' } },
    delivered: { description: 'Handed to the customer', final: true },
    cancelled: { description: 'Called off before it was shipped', final: true },
  },
};

const SHIPMENT: LifecycleDefinition = {
  id: 'shipment',
  table: 'shipments',
  column: 'status',
  initial: 'label_created',
  states: {
    label_created: { on: { PICK_UP: 'in_transit', VOID: 'voided' } },
    in_transit: { on: { DELIVER: 'delivered', LOSE: 'lost' } },
    lost: {
      description: 'No scan for days; it can still turn up',
      on: { FIND: 'in_transit', RESHIP: 'label_created' },
    },
    delivered: { final: true },
    voided: { description: 'The label was thrown away with the order', final: true },
  },
};

const PAYMENT: LifecycleDefinition = {
  id: 'payment',
  table: 'payments',
  column: 'status',
  initial: 'authorized',
  // A captured payment can be charged back and won back for as long as the bank allows.
  cyclic: true,
  states: {
    authorized: {
      description: 'Reserved, taken when the order ships',
      on: { CAPTURE: 'captured', VOID: 'voided' },
    },
    captured: { on: { CHARGE_BACK: 'charged_back' } },
    charged_back: { description: 'Taken back by the bank', on: { REVERSE: 'captured' } },
    voided: { final: true },
  },
};

const RETURN: LifecycleDefinition = {
  id: 'return',
  table: 'returns',
  column: 'status',
  initial: 'requested',
  states: {
    requested: { on: { APPROVE: 'approved', REFUSE: 'refused' } },
    approved: { description: 'The customer may send the item', on: { RECEIVE: 'received' } },
    received: { description: 'The warehouse has the item', on: { CLOSE: 'closed' } },
    refused: { final: true },
    closed: { final: true },
  },
};

const REFUND: LifecycleDefinition = {
  id: 'refund',
  table: 'refunds',
  column: 'status',
  initial: 'requested',
  states: {
    requested: { on: { PAY: 'paid', REFUSE: 'refused' } },
    paid: { final: true },
    refused: { final: true },
  },
};

const EXCHANGE: LifecycleDefinition = {
  id: 'exchange',
  table: 'exchanges',
  column: 'status',
  initial: 'requested',
  states: {
    requested: { on: { SEND: 'sent' } },
    sent: { description: 'The replacement is on its way', on: { DELIVER: 'delivered' } },
    delivered: { final: true },
  },
};

export const ORDER_LIFECYCLES: readonly LifecycleDefinition[] = [
  ORDER,
  SHIPMENT,
  PAYMENT,
  RETURN,
  REFUND,
  EXCHANGE,
];

export const orderLifecycle = createLifecycle(ORDER);
export const shipmentLifecycle = createLifecycle(SHIPMENT);
export const paymentLifecycle = createLifecycle(PAYMENT);
export const returnLifecycle = createLifecycle(RETURN);
export const refundLifecycle = createLifecycle(REFUND);
export const exchangeLifecycle = createLifecycle(EXCHANGE);
