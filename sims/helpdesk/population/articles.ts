/** The knowledge base of the shop. It explains the work of the desk; what an agent must obey is the policy its scenario gives it. */
import type { ArticleRow } from '../rows.ts';

interface Article {
  readonly slug: string;
  readonly title: string;
  readonly body: string;
}

const ALL: readonly Article[] = [
  {
    slug: 'identity-check',
    title: 'How to prove who you talk to',
    body: 'Ask for the order number and the delivery postcode and check both with verify_identity. Do not say which of the two was wrong. Without proof, tell nothing about an order and change nothing.',
  },
  {
    slug: 'damaged-items',
    title: 'Items that arrive damaged or broken',
    body: 'A damaged item is refunded in full. The customer keeps or recycles it; no return is needed.',
  },
  {
    slug: 'refund-approval',
    title: 'Refunds that need approval',
    body: 'A refund of 100.00 or more is decided by a supervisor. Escalate the ticket with the reason above_limit and do not refund.',
  },
  {
    slug: 'wrong-items',
    title: 'Wrong item in the parcel',
    body: 'When a customer received something else than ordered, exchange the item. The right one is sent the same day.',
  },
  {
    slug: 'return-window',
    title: 'Returns and the 30-day window',
    body: 'A delivered item can be returned for a change of mind within 30 days of delivery. After that the return is refused as window_expired.',
  },
  {
    slug: 'final-sale',
    title: 'Final-sale goods',
    body: 'Goods sold as final sale cannot be returned for a change of mind. Damage and wrong items are handled as for all other goods.',
  },
  {
    slug: 'late-delivery',
    title: 'Late delivery and goodwill credit',
    body: 'A late order earns a credit: 5.00 up to 9 days late, 10.00 from 10 days on. The days count from the promised date.',
  },
  {
    slug: 'cancelling-orders',
    title: 'Cancelling an order',
    body: 'An order can be cancelled while it is paid or packed; the payment is voided at once. A shipped order cannot be cancelled.',
  },
  {
    slug: 'changing-address',
    title: 'Changing the delivery address',
    body: 'The address can be changed until the parcel is handed to the carrier. Repeat the new address to the customer before you save it.',
  },
  {
    slug: 'lost-parcels',
    title: 'Lost parcels',
    body: 'A parcel without a scan for ten days counts as lost. Look at the shipment first; many turn up at a neighbour.',
  },
  {
    slug: 'payment-methods',
    title: 'Payment by card, paypal and invoice',
    body: 'A payment is reserved with the order and taken when the parcel ships. Refunds go back the way the money came, within five working days.',
  },
  {
    slug: 'closing-tickets',
    title: 'Closing a ticket',
    body: 'Close a ticket with the resolution that was given; a refusal needs its reason. Tell the customer the outcome and the amount.',
  },
  {
    slug: 'escalation',
    title: 'When to escalate or transfer',
    body: 'Escalate what is above your limit, looks like fraud, or mentions a lawyer. Transfer questions on invoices to billing, on devices to technical, on leaving us to retention.',
  },
  {
    slug: 'tone',
    title: 'How we write to customers',
    body: 'Short sentences, no blame, no jargon. Say sorry once, say what you did, and ask whether there is anything else.',
  },
];

export function articles(): ArticleRow[] {
  return ALL.map((article, index) => ({ id: index + 1, ...article }));
}
