import { toolSpec, amount, choice, optionalChoice, publicId } from '@understudy/kernel';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { orderId, postcode, sku } from './parameters.ts';
import { TOOLS } from './tools/all.ts';
import { COMMERCE_TOOLS } from './tools/commerce.ts';
import { TICKETING_TOOLS } from './tools/ticketing.ts';
import { REFUSAL_REASONS } from './vocabulary.ts';

function read(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : 'rejected';
}

test.each([
  ['order number', orderId, ['4821', '#4821', ' 4821 ', 4821, 'order #4821'], 4821],
  ['sku', sku, ['K7', 'k7', ' K 7 ', '#k7'], 'K7'],
  ['postcode', postcode, ['70193', 70193, '70 193'], '70193'],
  ['customer id', publicId('C', 'customer'), ['C31', 'c31', '31', 31, '#C31'], 31],
  ['amount', amount, ['49.90', '49.9', 49.9, ' 49.90 ', '€49.90', '49.90 EUR'], 4990],
  [
    'choice',
    choice(REFUSAL_REASONS),
    ['identity_not_proven', 'Identity not proven', 'IDENTITY-NOT-PROVEN '],
    'identity_not_proven',
  ],
])('harmless variants of a %s are read', (_what, schema, variants, value) => {
  expect(variants.map((variant) => read(schema, variant))).toEqual(variants.map(() => value));
});

test.each([
  ['order number', orderId, ['0482', '482', '48210', 'abcd', '', null, undefined, {}, 48.5]],
  ['sku', sku, ['7K', 'K', 'K123', 'KK7', 7, null]],
  ['postcode', postcode, ['7019', '701933', 'ABCDE', undefined]],
  ['customer id', publicId('C', 'customer'), ['R31', 'C', 'C0', 'C31x']],
  ['amount', amount, ['-5', -5, '5.001', 'five', NaN, Infinity, null]],
  ['choice', choice(REFUSAL_REASONS), ['because', '', null, undefined, 7]],
])('what is no %s is rejected', (_what, schema, values) => {
  expect(values.map((value) => read(schema, value))).toEqual(values.map(() => 'rejected'));
});

test('an optional choice may be left out, null or empty', () => {
  const schema = z.strictObject({ reason: optionalChoice(REFUSAL_REASONS) });
  for (const args of [{}, { reason: null }, { reason: '' }, { reason: undefined }]) {
    expect(schema.parse(args).reason).toBeUndefined();
  }
});

const property = z.strictObject({
  type: z.literal('string'),
  description: z.string().min(1),
  minLength: z.literal(1).optional(),
  maxLength: z.int().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.string()).optional(),
});
const specSchema = z.strictObject({
  type: z.literal('object'),
  properties: z.record(z.string(), property),
  required: z.array(z.string()).optional(),
  additionalProperties: z.literal(false),
});

const later = new Set([...TICKETING_TOOLS, ...COMMERCE_TOOLS].map((tool) => tool.name));

test.each(TOOLS.map((tool) => [tool.name, tool] as const))(
  '%s has a plain JSON Schema, and every text in it is bounded or a choice',
  (_name, tool) => {
    for (const field of Object.values(specSchema.parse(toolSpec(tool).parameters).properties)) {
      expect(field.enum !== undefined || field.maxLength !== undefined).toBe(true);
    }
  },
);

test.each(TOOLS.filter((tool) => !later.has(tool.name)).map((tool) => [tool.name, tool] as const))(
  "%s requires all arguments but a line's sku and a refusal's reason",
  (name, tool) => {
    const schema = specSchema.parse(toolSpec(tool).parameters);
    const optional = Object.keys(schema.properties).filter((key) => !(schema.required ?? []).includes(key));
    const bySku = ['refund_item', 'refund_partial', 'create_return', 'exchange_item'].includes(name);
    expect(optional).toEqual(bySku ? ['sku'] : name === 'close_ticket' ? ['reason'] : []);
  },
);
