/** What a turn of the loop still has before it, so that somebody who watches knows where it goes. */

/** The beginnings of the stages' titles in their order, and how they are called before they begin. */
const order = [
  { begins: 'Evaluating base', title: 'Measure the model on held-out tasks' },
  { begins: 'Rolling out', title: 'Practise on training tasks' },
  { begins: 'Selecting', title: 'Keep the best conversations' },
  { begins: 'Training', title: 'Train on them' },
  { begins: 'Exporting', title: 'Make the new model playable' },
  { begins: 'Evaluating round', title: 'Measure the new model on the same held-out tasks' },
] as const;

/** `begun`: titles of the stages that have begun. The stages behind the furthest of them are to come. */
export function upcoming(begun: readonly string[]): readonly string[] {
  const furthest = order.findLastIndex(({ begins }) => begun.some((title) => title.startsWith(begins)));
  return order.slice(furthest + 1).map(({ title }) => title);
}
