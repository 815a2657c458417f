/** Articles on subscriptions, invoices, order edits and devices, and what every article of the knowledge base is about. */
import type { ArticleTopic } from '../billing-vocabulary.ts';

export interface HelpArticle {
  readonly slug: string;
  readonly title: string;
  readonly body: string;
  readonly topic: ArticleTopic;
  /** Words customers use that the article does not, separated by spaces. */
  readonly keywords: string;
}

export const HELP_ARTICLES: readonly HelpArticle[] = [
  {
    slug: 'confirming-by-email',
    title: 'Proving identity without an order',
    body: 'A customer who has a subscription but no order at hand proves who they are by e-mail. Find them with find_customer, send the message with send_email_code and wait until they have confirmed it. Never tell the address the message went to in full.',
    topic: 'identity',
    keywords: 'login link code verify',
  },
  {
    slug: 'plans',
    title: 'Plans and billing periods',
    body: 'Plans are billed by the month or by the year, in advance. The period starts on the day of the order and ends on the same day of the next month or year. list_plans shows what is on offer.',
    topic: 'subscriptions',
    keywords: 'tariff membership price monthly yearly',
  },
  {
    slug: 'changing-plans',
    title: 'Changing the plan in the middle of a period',
    body: 'A change of plan counts from today. The unused days of the old plan are credited, the same days of the new plan are charged, both by the day. Look at preview_plan_change first and tell the customer the net before you call change_plan. A net above zero is invoiced and charged at once; below zero it goes to the store credit.',
    topic: 'subscriptions',
    keywords: 'upgrade downgrade switch tariff proration',
  },
  {
    slug: 'free-trials',
    title: 'Free trials',
    body: 'During a trial nothing is due, and a change of plan is free. The first invoice is written when the trial ends. A trial that is cancelled in time costs nothing.',
    topic: 'subscriptions',
    keywords: 'test try free period',
  },
  {
    slug: 'pausing',
    title: 'Pausing a subscription',
    body: 'An active subscription can be paused. Its devices stop working and nothing is billed. When it is resumed, its period ends later by the days it was paused, so no paid day is lost.',
    topic: 'subscriptions',
    keywords: 'holiday hold freeze suspend vacation',
  },
  {
    slug: 'ending-subscriptions',
    title: 'Ending a subscription',
    body: 'A subscription usually ends with the period that is paid: cancel it with period_end. Cancelled with now it ends at once, and the money for the unused days can go back to the original method or to the store credit. Ask for the reason first.',
    topic: 'subscriptions',
    keywords: 'cancel terminate quit leave stop unsubscribe',
  },
  {
    slug: 'taking-back-cancellation',
    title: 'Taking back the end of a subscription',
    body: 'As long as a cancelled subscription still runs, reactivate_subscription takes the cancellation back and costs nothing. One that expired for want of payment can be won back as well, and a new period is charged. One that was cancelled and is over must be ordered anew.',
    topic: 'subscriptions',
    keywords: 'reactivate renew return again restore',
  },
  {
    slug: 'past-due',
    title: 'Subscriptions that are past due',
    body: 'When a payment is missed the subscription is past due and its devices are blocked. It recovers by itself as soon as its open invoice is paid. The plan cannot be changed before that.',
    topic: 'subscriptions',
    keywords: 'unpaid overdue blocked owed late payment',
  },
  {
    slug: 'reading-invoices',
    title: 'What an invoice says',
    body: 'Every price contains 20 percent tax; the invoice names the tax contained in its total. Its lines add up to the total. What is due is the total less what was paid and credited.',
    topic: 'invoices',
    keywords: 'bill vat statement amount',
  },
  {
    slug: 'void-or-credit',
    title: 'Wrong invoices: void or credit',
    body: 'An invoice that nobody has paid and that should not exist is voided. An invoice that is right but too high is credited by the difference. What was paid goes back by credit_invoice, to the original method or to the store credit as the customer likes.',
    topic: 'invoices',
    keywords: 'mistake error correct double charged twice overcharged',
  },
  {
    slug: 'declined-payments',
    title: 'When a payment is declined',
    body: 'Retry the payment once and read the code. card_expired: the customer puts a new card on file, then retry. insufficient_funds: the customer pays the invoice by bank transfer, or retry on another day. Do not retry again and again.',
    topic: 'payments',
    keywords: 'card failed rejected bounced expired funds',
  },
  {
    slug: 'bank-approval',
    title: 'Payments that wait for approval',
    body: 'Some banks want the customer to approve a payment in the app of the bank. The payment is awaiting_approval until then, and a second charge is not possible. Ask the customer to open the app and approve it.',
    topic: 'payments',
    keywords: 'confirm secure two factor app pending',
  },
  {
    slug: 'disputes',
    title: 'Disputed payments',
    body: 'In a dispute the bank has taken a payment back because the customer complained there. If the customer is right, accept the dispute. If not, send the evidence that fits the reason before the last day to respond. One that nobody answers is lost.',
    topic: 'payments',
    keywords: 'chargeback bank reversed claim complaint',
  },
  {
    slug: 'dispute-evidence',
    title: 'Which evidence wins a dispute',
    body: 'not_received wants delivery_proof, and only for an order that was delivered. not_as_described wants product_description, duplicate wants two_invoices, fraudulent wants identity_proof, cancelled wants usage_log.',
    topic: 'payments',
    keywords: 'chargeback proof document bank',
  },
  {
    slug: 'store-credit',
    title: 'Store credit',
    body: 'Store credit is a ledger: what was granted, refunded or redeemed less what was spent. It pays open invoices with spend_store_credit and does not expire. It cannot be paid out.',
    topic: 'payments',
    keywords: 'balance voucher wallet goodwill',
  },
  {
    slug: 'gift-codes',
    title: 'Gift codes',
    body: 'A gift code looks like GIFT4821 and works once. redeem_gift_code puts its amount on the store credit. Whether a code was used already, the answer says.',
    topic: 'payments',
    keywords: 'voucher card coupon present',
  },
  {
    slug: 'refund-methods',
    title: 'Refund to the original payment or as store credit',
    body: 'A refund goes back the way the money came unless the customer prefers store credit: refund_to_store_credit. Store credit is there at once, the bank takes up to five working days. Ask before you decide.',
    topic: 'returns',
    keywords: 'money back voucher faster',
  },
  {
    slug: 'editing-orders',
    title: 'Changing the items of an order',
    body: 'Items can be added, removed or changed until the order is packed. The payment is only reserved by then and follows the new total, so a difference is never refunded. The last item cannot be removed: cancel the order instead.',
    topic: 'orders',
    keywords: 'add remove forgot extra modify edit',
  },
  {
    slug: 'variants',
    title: 'Colours and sizes',
    body: 'Some products come in variants. list_variants shows them with what they cost on top and how many there are. An item can change its variant until the order is packed.',
    topic: 'orders',
    keywords: 'color size wrong colour large small',
  },
  {
    slug: 'delivery-dates',
    title: 'Delivery on a chosen day',
    body: 'Until the parcel is with the carrier, a day from 2 to 30 days ahead can be set, and a note where to leave it. Days late are counted from the day that was set.',
    topic: 'delivery',
    keywords: 'date later earlier neighbour appointment instructions',
  },
  {
    slug: 'sending-again',
    title: 'Sending a lost parcel again',
    body: 'A parcel whose shipment is lost is sent again free of charge with reship_order, as long as the items are in stock. If they are not, refund them.',
    topic: 'delivery',
    keywords: 'missing never arrived disappeared replacement',
  },
  {
    slug: 'lights-and-codes',
    title: 'What the light of a device means',
    body: 'Green: all is well. Amber: the device hangs. Amber, blinking: the firmware is old. Red, blinking: there is no line. Red: broken hardware. Blue: the service is blocked. The display shows the code; lookup_error_code explains it.',
    topic: 'devices',
    keywords: 'led colour blinking error display router hub',
  },
  {
    slug: 'restarting',
    title: 'A device that hangs',
    body: 'A device that hangs shows code E21 and does not answer a test from afar. The customer switches it off, waits ten seconds and switches it on again. Nothing is lost by a restart.',
    topic: 'devices',
    keywords: 'frozen stuck reboot restart not responding',
  },
  {
    slug: 'no-line',
    title: 'A device without a line',
    body: 'Code E05 means that there is no line. First look for an outage at the postcode with get_service_status; if there is one, the customer has to wait. If there is none, let the customer check the cable and push it in again.',
    topic: 'devices',
    keywords: 'internet offline connection down cable wire',
  },
  {
    slug: 'firmware',
    title: 'Updating the firmware',
    body: 'Code E33 means that the firmware is too old. The customer starts the update in the menu; it takes five minutes. A device that hangs or has no line cannot be updated.',
    topic: 'devices',
    keywords: 'software version upgrade install',
  },
  {
    slug: 'broken-hardware',
    title: 'Broken hardware',
    body: 'Code E47 means that a part is broken; neither a restart nor an update helps. Confirm it with run_diagnostics. Under warranty the device is replaced or repaired free of charge, otherwise a repair is invoiced: tell the price first.',
    topic: 'devices',
    keywords: 'defective dead broken replace repair',
  },
  {
    slug: 'repairs',
    title: 'Booking a repair',
    body: 'A repair is booked for a weekday within three weeks once the diagnosis found broken hardware. It can be cancelled until it starts. Under warranty it is free.',
    topic: 'devices',
    keywords: 'appointment technician visit fix date',
  },
  {
    slug: 'warranty',
    title: 'Warranty of devices',
    body: 'The standard warranty lasts two years from the day the device was registered, the extended one four. It covers broken parts. check_warranty shows the last day; on that day it still counts.',
    topic: 'devices',
    keywords: 'guarantee covered years free replacement',
  },
  {
    slug: 'outages',
    title: 'Outages in an area',
    body: 'During an outage the connected devices of an area are off line and show code E05. Restarting does not help. Tell the customer that we work on it; the devices come back by themselves.',
    topic: 'devices',
    keywords: 'internet down network failure disruption',
  },
  {
    slug: 'blocked-service',
    title: 'A device that is blocked',
    body: 'Code E60 and a blue light mean that the service is blocked because its subscription is past due, paused or over. Look at the subscription and at its invoices. Once the invoice is paid the device works again within seconds.',
    topic: 'devices',
    keywords: 'account unpaid locked disabled suspended',
  },
];

/** Topic and keywords of the articles of `articles.ts`, by slug. */
export const CORE_TOPICS: Readonly<
  Record<string, { readonly topic: ArticleTopic; readonly keywords: string }>
> = {
  'identity-check': { topic: 'identity', keywords: 'verify prove authentication' },
  'damaged-items': { topic: 'returns', keywords: 'cracked faulty refund' },
  'refund-approval': { topic: 'returns', keywords: 'supervisor limit expensive' },
  'wrong-items': { topic: 'returns', keywords: 'exchange swap other' },
  'return-window': { topic: 'returns', keywords: 'send back deadline' },
  'final-sale': { topic: 'returns', keywords: 'clearance outlet' },
  'late-delivery': { topic: 'delivery', keywords: 'delay compensation' },
  'cancelling-orders': { topic: 'orders', keywords: 'cancel stop' },
  'changing-address': { topic: 'delivery', keywords: 'move street' },
  'lost-parcels': { topic: 'delivery', keywords: 'missing tracking package' },
  'payment-methods': { topic: 'payments', keywords: 'pay money' },
  'closing-tickets': { topic: 'desk', keywords: 'solve resolution' },
  escalation: { topic: 'desk', keywords: 'supervisor team hand over' },
  tone: { topic: 'desk', keywords: 'style language polite' },
};
