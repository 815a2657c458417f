/**
 * The argument types of the tools. Each forgives what a person would forgive (a `#`, spaces, case, a number for a text) and
 * still reads as plain JSON Schema: the schema describes the tidy form, the clean-up in front of it does not show.
 */
import { reshape } from '@understudy/kernel';
import { z } from 'zod';

/** `4821`, `"#4821"`, `" 4821 "`, `"order 4821"` → 4821. */
export const orderId = z
  .preprocess(
    reshape((text) => text.replace(/^(?:order\s*)?#?\s*/i, '')),
    z
      .string()
      .max(4)
      .regex(/^[1-9]\d{3}$/, 'an order number has 4 digits, like "4821"'),
  )
  .transform(Number)
  .nonoptional();

/** `"k7"`, `"K 7"` → `"K7"`. */
const skuText = z.preprocess(
  reshape((text) => text.replace(/[\s#-]/g, '').toUpperCase()),
  z
    .string()
    .max(3)
    .regex(/^[A-Z][1-9]\d?$/, 'a sku is a capital letter and one or two digits, like "K7"'),
);
export const sku = skuText.nonoptional();

/** `sku` that may be left out, where an order has one item only; null and the empty text mean the same. */
export const optionalSku = z
  .preprocess((value) => (value === null || value === '' ? undefined : value), skuText.optional())
  .optional();

/** `70193`, `"70 193"` → `"70193"`. */
export const postcode = z
  .preprocess(
    reshape((text) => text.replace(/[\s#-]/g, '')),
    z
      .string()
      .max(5)
      .regex(/^\d{5}$/, 'a postcode has 5 digits, like "70193"'),
  )
  .nonoptional();
