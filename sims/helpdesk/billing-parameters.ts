/** The argument types of billing, devices and order edits, as forgiving as those of `parameters.ts`. */
import { DAY, publicId, reshape, type SimTime } from '@understudy/kernel';
import { z } from 'zod';

export const customerId = publicId('C', 'customer').describe('Customer id, like "C31"');
export const subscriptionId = publicId('U', 'subscription').describe('Subscription id, like "U12"');
export const invoiceId = publicId('I', 'invoice').describe('Invoice id, like "I204"');
export const disputeId = publicId('D', 'dispute').describe('Dispute id, like "D3"');
export const deviceId = publicId('G', 'device').describe('Device id, like "G7"');
export const repairId = publicId('P', 'repair').describe('Repair id, like "P2"');
export const outageId = publicId('O', 'outage').describe('Outage id, like "O1"');

/** `"E21"`, `"e 21"`, `"error E-21"` → `"E21"`. */
export const errorCode = z
  .preprocess(
    reshape((text) =>
      text
        .replace(/^(?:error|code)\s+/i, '')
        .replace(/[\s-]/g, '')
        .toUpperCase(),
    ),
    z
      .string()
      .max(3)
      .regex(/^E\d{2}$/, 'an error code looks like "E21"'),
  )
  .nonoptional();

/** `"GIFT4821"`, `"gift-4821"` → `"GIFT4821"`. */
export const giftCode = z
  .preprocess(
    reshape((text) => text.replace(/[\s-]/g, '').toUpperCase()),
    z
      .string()
      .max(8)
      .regex(/^GIFT[1-9]\d{3}$/, 'a gift code looks like "GIFT4821"'),
  )
  .nonoptional();

/** A calendar day `"2026-06-20"` → the instant at which it begins, UTC. */
export const day = z
  .preprocess(
    reshape((text) => text),
    z
      .string()
      .max(10)
      .regex(/^\d{4}-\d{2}-\d{2}$/, 'a day looks like "2026-06-20"')
      .refine(isDay, 'there is no such day in the calendar'),
  )
  .transform((text): SimTime => Date.parse(text))
  .nonoptional();

function isDay(text: string): boolean {
  const time = Date.parse(text);
  return Number.isFinite(time) && time % DAY === 0 && new Date(time).toISOString().startsWith(text);
}
