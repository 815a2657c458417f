/** The statecharts of the desk. Every status column is governed by one of them; tools send events and never write a status. */
import type { LifecycleDefinition } from '@understudy/kernel';
import { BILLING_LIFECYCLES } from './lifecycles/billing.ts';
import { DEVICE_LIFECYCLES } from './lifecycles/devices.ts';
import { ORDER_LIFECYCLES } from './lifecycles/orders.ts';
import { TICKET_LIFECYCLES } from './lifecycles/tickets.ts';

export const LIFECYCLES: readonly LifecycleDefinition[] = [
  ...ORDER_LIFECYCLES,
  ...TICKET_LIFECYCLES,
  ...BILLING_LIFECYCLES,
  ...DEVICE_LIFECYCLES,
];

export * from './lifecycles/billing.ts';
export * from './lifecycles/devices.ts';
export * from './lifecycles/orders.ts';
export * from './lifecycles/tickets.ts';
