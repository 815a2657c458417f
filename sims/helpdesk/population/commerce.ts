/** Everything of a population that is billed, registered or edited. It draws from dice of its own and changes no row that is there. */
import type { Rng, Split } from '@understudy/kernel';
import { addDevices } from './devices.ts';
import type { Draft } from './draft.ts';
import { addInvoiceAftermath, addStoreCredit } from './invoices.ts';
import { numberSource } from './number-source.ts';
import { addDeliveryWishes, addEmailCodes, addVariants } from './order-wishes.ts';
import { addSubscriptions } from './subscriptions.ts';

export function addCommerce(draft: Draft, rng: Rng, split: Split): void {
  const invoiceId = numberSource(split, rng.fork('invoice-ids'));
  addSubscriptions(draft, rng.fork('subscriptions'), split, invoiceId);
  addInvoiceAftermath(draft, rng.fork('invoice-aftermath'), split);
  addStoreCredit(draft, rng.fork('store-credit'), split);
  addDevices(draft, rng.fork('devices'), split, invoiceId);
  addVariants(draft, rng.fork('variants'));
  addDeliveryWishes(draft, rng.fork('wishes'));
  addEmailCodes(draft, rng.fork('email-codes'));
}
