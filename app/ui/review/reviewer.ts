/** Who reviews on this computer, and whether they want the score hidden until they have judged. */
const NAME = 'understudy-reviewer';
const HIDE = 'understudy-review-hides-score';

export function rememberedReviewer(): string {
  return localStorage.getItem(NAME) ?? '';
}

export function rememberReviewer(name: string): void {
  if (name === '') localStorage.removeItem(NAME);
  else localStorage.setItem(NAME, name);
}

export function hidesScore(): boolean {
  return localStorage.getItem(HIDE) !== 'no';
}

export function rememberHidesScore(hides: boolean): void {
  localStorage.setItem(HIDE, hides ? 'yes' : 'no');
}
