/** The loop of a new user, as both ways through it see it: what must stand on the screen after each step, whoever moves the hands. */
import { expect, type Page } from '@playwright/test';

/** Models play and learn meanwhile, perhaps on a busy machine. */
const PATIENT = { timeout: 180_000 };

export const PACK = 'Broken cups';
/** Ten tasks, five times each. */
export const EPISODES = 50;
export const DATASET = 'cups';

export async function designing(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: PACK })).toBeVisible(PATIENT);
}

export async function saved(page: Page): Promise<void> {
  await expect(page.locator('[data-saving="saved"]')).toBeVisible(PATIENT);
}

/** A policy has played the draft to its end, and it was judged; the designer is still there. */
export async function rehearsed(page: Page): Promise<void> {
  await expect(page.getByRole('region', { name: 'How it went' })).toContainText(/Passed|Failed/, PATIENT);
  await expect(page).toHaveURL(/\/scenarios\/broken-cups\?part=play/);
}

export async function versioned(page: Page): Promise<void> {
  await expect(page.getByText('Version 2 is saved. Runs play it from now on.')).toBeVisible(PATIENT);
}

/** The form of a run knows where somebody comes from. */
export async function choosingRun(page: Page): Promise<void> {
  await expect(page.getByRole('combobox', { name: 'Scenario' })).toHaveValue(PACK);
  await expect(page.getByText('Version 2 is played.')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Who plays' })).toHaveValue('The embedded model');
}

/** All episodes are there, and some are worth learning from; how many passed. */
export async function played(page: Page): Promise<number> {
  await expect(page).toHaveURL(/\/runs\/rollout-train/, PATIENT);
  const found = page.getByText(new RegExp(`passed \\(\\d+ of ${String(EPISODES)} judged\\)`));
  await expect(found).toBeVisible(PATIENT);
  const passed = Number(/\((\d+) of/.exec((await found.textContent()) ?? '')?.[1]);
  expect(passed).toBeGreaterThan(0);
  return passed;
}

/** At this step, or past the first one. */
export async function replaying(page: Page, step: number | 'later'): Promise<void> {
  await expect(page).toHaveURL(/\/episodes\//);
  const number = step === 'later' ? '[1-9]\\d*' : String(step);
  await expect(page.getByText(new RegExp(`^Step ${number} of \\d+`))).toBeVisible(PATIENT);
}

/** How many episodes the rules keep, once that is other than `before`. */
export async function kept(page: Page, before = -1): Promise<number> {
  const status = page.getByRole('status').filter({ hasText: 'episodes are kept' });
  const count = async (): Promise<number> =>
    Number(/^(\d+) of/.exec((await status.textContent(PATIENT)) ?? '')?.[1]);
  await expect.poll(count, PATIENT).not.toBe(before);
  return count();
}

/** With the usual rules less was kept than without some of them; more than passed there cannot be. */
export async function written(page: Page, usual: number, passed: number): Promise<void> {
  await expect(page).toHaveURL(/\/datasets\/cups-[0-9a-f]{12}/, PATIENT);
  await expect(page.getByRole('heading', { level: 1, name: DATASET })).toBeVisible();
  const lead = await page.getByText(/^\d+ episodes of \d+ tasks?, played by/).textContent();
  const rows = Number.parseInt(lead ?? '', 10);
  expect(rows).toBeGreaterThanOrEqual(usual);
  expect(rows).toBeLessThanOrEqual(passed);
}

export async function exported(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await expect(dialog.getByText('Read back, and in order', { exact: true })).toBeVisible(PATIENT);
}

/** The dataset that was just written is the one chosen. */
export async function choosingTraining(page: Page): Promise<void> {
  await expect(page.getByRole('combobox', { name: 'Dataset' })).toHaveValue(/^cups-/);
}

/** The trainer said what it comes to. */
export async function planned(page: Page): Promise<void> {
  await expect(page.getByRole('region', { name: 'What it comes to' })).toContainText('Steps', PATIENT);
}

/** The trained policy is there, and held-out tasks were played before and after. */
export async function measured(page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/training\/cups-sft-/, PATIENT);
  const result = page.getByRole('region', { name: /new policy|difference/ });
  await expect(result).toContainText('4 episodes', PATIENT);
  await expect(result.getByRole('img', { name: /passed, 95% interval/ })).toHaveCount(2, PATIENT);
  await expect(result.getByRole('link', { name: 'cups-sft' })).toBeVisible();
}
