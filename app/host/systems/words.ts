/** Names out of the definitions as people read them. */

/** `label_created` → `Label created`, `PICK_UP` → `Pick up`. */
export function inWords(name: string): string {
  const words = name.replaceAll('_', ' ').toLowerCase();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
