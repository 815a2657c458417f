/** How the palette finds: letters in order, better together and at the beginning of words; and what was used lately. */
const KEY = 'understudy-recent-actions';
const REMEMBERED = 8;

/** 0 when the letters of `wanted` do not all occur in `text` in their order; larger is better. An empty search likes all alike. */
export function score(text: string, wanted: string): number {
  const inside = text.toLowerCase();
  const letters = wanted.toLowerCase().replaceAll(/\s+/g, '');
  if (letters === '') return 1;
  const whole = inside.indexOf(wanted.toLowerCase().trim());
  if (whole >= 0) return 1000 - whole;
  let points = 0;
  let from = 0;
  for (const letter of letters) {
    const at = inside.indexOf(letter, from);
    if (at === -1) return 0;
    points += at === from ? 3 : 1;
    if (at === 0 || inside[at - 1] === ' ') points += 4;
    from = at + 1;
  }
  return points;
}

export function recentActions(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.map(String) : [];
  } catch {
    return [];
  }
}

export function rememberAction(id: string): void {
  const recent = [id, ...recentActions().filter((one) => one !== id)].slice(0, REMEMBERED);
  localStorage.setItem(KEY, JSON.stringify(recent));
}
