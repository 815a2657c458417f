/** Play: a person takes a seat, by mouse and by keyboard; what was played is kept and can be looked at. */
import type { Page } from '@playwright/test';
import { expect, looksRight, test, visit } from './app.ts';

const PATH = '/play?scenario=helpdesk-refunds&family=damaged_refund&policy=gold';

async function begin(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Begin' }).click();
  await expect(page.getByRole('log')).toContainText('violin');
}

test('the choice looks right with nothing played yet', async ({ page, app }) => {
  await visit(page, app, PATH);
  await expect(page.getByText('Nothing yet')).toBeVisible();
  await looksRight(page, 'play-start');
});

test('a person is the agent, by mouse: tools as forms, the score only at the end', async ({ page, app }) => {
  await visit(page, app, PATH);
  await begin(page);
  await page.getByRole('button', { name: /^get_order/ }).click();
  await page.getByRole('button', { name: 'Look it up' }).click();
  await expect(page.getByText('This is needed.')).toBeVisible();
  await page.getByLabel('Order id').fill('9999');
  await page.getByRole('button', { name: 'Look it up' }).click();
  const talk = page.getByRole('log');
  await expect(talk).toContainText('did not work');
  await expect(page.getByText('How it went')).toBeHidden();
  await looksRight(page, 'play-agent');
  await page.getByRole('tab', { name: 'Instructions' }).click();
  await expect(page.getByText('You are the service agent of Oakline')).toBeVisible();
  await page.getByRole('button', { name: 'Seats' }).click();
  await page.getByRole('menuitem', { name: 'The known solution' }).last().click();
  const end = page.getByRole('region', { name: 'How it went' });
  await expect(end).toContainText('Passed');
  await looksRight(page, 'play-over');
  await page.getByRole('link', { name: 'Look at it step by step' }).click();
  await expect(page).toHaveURL(/\/episodes\/play-helpdesk-refunds-human/);
});

test('a person is the agent, by keyboard alone', async ({ page, app }) => {
  await visit(page, app, PATH);
  await page.getByRole('button', { name: 'Begin' }).focus();
  await page.keyboard.press('Enter');
  const talk = page.getByRole('log');
  await expect(talk).toContainText('violin');
  await page.keyboard.press('t');
  await page.keyboard.type('verify');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Order id')).toBeFocused();
  await page.keyboard.type('8778');
  await page.keyboard.press('Tab');
  await page.keyboard.type('30209');
  await page.keyboard.press('Enter');
  await expect(talk).toContainText('verify_identity');
  await page.keyboard.press('Escape');
  await page.locator('body').click({ position: { x: 5, y: 400 } });
  await page.keyboard.press('m');
  await page.keyboard.type('Thank you, I am looking into it.');
  await page.keyboard.press('Enter');
  await expect(talk).toContainText('Thank you, I am looking into it.');
  await expect(page.getByText('Customer · to move')).toBeHidden();
});

test('a person is the customer: the part is told, the agent answers, and the person ends it', async ({
  page,
  app,
}) => {
  await visit(page, app, `${PATH}&seat=user`);
  await page.getByRole('button', { name: 'Begin' }).click();
  const part = page.getByRole('region', { name: 'Your part' });
  await expect(part).toContainText('You want to');
  await looksRight(page, 'play-customer');
  await page.getByRole('button', { name: 'Suggest words' }).click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByRole('log')).toContainText('Agent');
  await page.getByLabel('Your words to the agent').fill('This takes too long.');
  await page.getByRole('button', { name: 'Send and give up' }).click();
  await expect(page.getByRole('region', { name: 'How it went' })).toContainText('Failed');
});

test('a reload and a restart of the host lose nothing', async ({ page, app }) => {
  await visit(page, app, PATH);
  await begin(page);
  await page.getByLabel('Your words to the customer').fill('What is your order number?');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log')).toContainText('What is your order number?');
  await page.reload();
  await expect(page.getByRole('log')).toContainText('What is your order number?');
  await app.restart();
  await expect(page.getByText('Nobody plays here any more.')).toBeVisible();
  await visit(page, app, '/play');
  await page.getByRole('row').filter({ hasText: 'It was cut short' }).first().getByRole('button').click();
  await expect(page.getByRole('log')).toContainText('What is your order number?');
  await page.getByRole('button', { name: 'Break off' }).click();
  await expect(page.getByRole('region', { name: 'How it went' })).toContainText('Could not be judged');
});

test('earlier plays are listed with how they went', async ({ page, app }) => {
  await visit(page, app, '/play');
  await expect(page.getByRole('table')).toContainText('Passed');
  await looksRight(page, 'play-earlier');
});
