/** Money is integer cents inside and a text with two decimals outside. No currency: a world has one. */

/** `4990` → `"49.90"`. Throws RangeError unless `cents` is a safe integer. */
export function formatMoney(cents: number): string {
  if (!Number.isSafeInteger(cents)) throw new RangeError(`formatMoney() needs whole cents, got ${cents}`);
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `"49.90"`, `"49.9"`, `"49"` → cents. Null for anything else: signs, more than two decimals, more than 99,999.99. */
export function parseMoney(text: string): number | null {
  const match = /^(\d{1,5})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (match === null) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}
