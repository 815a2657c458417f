/** A user for tests: one fact told in the opening, two told when asked, one that the user does not know. */
import type { Fact, TaskUser } from '../schema/task.ts';
import type { Persona } from '../schema/pack.ts';

const fact = (
  id: string,
  value: string,
  label: string,
  askedBy: readonly string[],
  unknown = false,
): Fact => ({
  id,
  value,
  label,
  askedBy,
  unknown,
});

export const orderId = fact('order_id', '4821', 'order number', ['order number']);
export const postcode = fact('postcode', '70193', 'postcode', ['postcode']);
export const product = fact('product', 'desk lamp', 'product', []);
export const invoice = fact('invoice', '99001', 'invoice number', ['invoice'], true);

export function userWith(persona: Partial<Persona> = {}): TaskUser {
  return {
    goal: 'get the money back',
    facts: [orderId, postcode, product, invoice],
    persona: { id: 'test', patience: 3, mood: 0, forthcoming: 0, terse: 0, ...persona },
    opening: 'My {product} arrived damaged.',
    speech: {
      disclose: ['It is {facts}.'],
      unknown: ['I do not know my {asked}.'],
      nudge: ['Please, I just want to {goal}.'],
      repeat: ['Again, {facts}.'],
      thanks: ['Thanks.'],
      grumble: ['Fine.'],
      leave: ['I give up.'],
    },
  };
}
