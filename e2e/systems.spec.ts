/** Systems: lifecycles, tables and tools looked into, a tool tried by hand; by mouse and by keyboard. */
import { expect, looksRight, test, visit } from './app.ts';

test('the systems are listed with what they consist of', async ({ page, app }) => {
  await visit(page, app, '/systems');
  await expect(page.getByRole('link', { name: /lifecycles · \d+ tables · \d+ tools/ })).toHaveCount(2);
  await looksRight(page, 'systems');
  await page.getByRole('link', { name: /Service desk|Helpdesk/i }).click();
  await expect(page).toHaveURL(/\/systems\/helpdesk/);
});

test('a lifecycle is a chart and a list; an event says which tools send it', async ({ page, app }) => {
  await visit(page, app, '/systems/helpdesk/lifecycles');
  await page
    .getByRole('navigation', { name: 'Lifecycles' })
    .getByRole('button', { name: /^Order /i })
    .first()
    .click();
  await expect(page.getByRole('img', { name: /Chart of Order/ })).toBeVisible();
  const list = page.getByRole('listbox');
  await list.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(list.getByRole('option', { selected: true })).toContainText('pack');
  await looksRight(page, 'systems-lifecycle');
  await page
    .getByRole('navigation', { name: 'Lifecycles' })
    .getByRole('button', { name: /^Ticket /i })
    .first()
    .click();
  await looksRight(page, 'systems-lifecycle-large');
});

test('rows of a made-up world are searched, sorted and followed along their keys', async ({ page, app }) => {
  await visit(page, app, '/systems/helpdesk/tables?table=orders');
  const rows = page.getByRole('region', { name: 'Rows' });
  await expect(rows.getByRole('row')).toHaveCount(26);
  await page.getByRole('button', { name: 'status', exact: true }).click();
  await expect(page).toHaveURL(/sort=status/);
  await expect(rows.getByRole('columnheader', { name: 'status' })).toHaveAttribute('aria-sort', 'ascending');
  await page.getByLabel('Find rows').fill('delivered');
  await expect(page).toHaveURL(/find=delivered/);
  await looksRight(page, 'systems-table');
  await rows
    .getByRole('link', { name: /of customers/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: /^customers \d+/ })).toBeVisible();
  await page.getByRole('link', { name: /^orders \(\d+\)/ }).click();
  await expect(page.getByRole('button', { name: /^Only customer/ })).toBeVisible();
  await rows
    .getByRole('link', { name: /of orders/ })
    .first()
    .click();
  await expect(page.getByRole('listbox')).toContainText('now');
  await looksRight(page, 'systems-row');
  await page.reload();
  await expect(page.getByRole('heading', { name: /^orders \d+/ })).toBeVisible();
});

test('a tool is tried by hand: refused, then done, with the rows and states it changed, then reset', async ({
  page,
  app,
}) => {
  await visit(page, app, '/systems/helpdesk/tables?table=orders&find=paid');
  const first = page
    .getByRole('region', { name: 'Rows' })
    .getByRole('link', { name: /of orders/ })
    .first();
  const order = (await first.textContent()) ?? '';
  await visit(page, app, '/systems/helpdesk/tools?tool=cancel_order');
  const happened = page.getByRole('region', { name: 'What happened' });
  await page.getByLabel('Order id').fill('1');
  await page.getByRole('button', { name: 'Do it' }).click();
  await expect(happened).toContainText('It was refused: validation');
  await page.getByLabel('Order id').fill(order);
  await page.keyboard.press('Enter');
  await expect(happened).toContainText('It worked');
  await expect(happened).toContainText('paid → cancelled');
  await expect(page.getByText(/rows? changed/)).toBeVisible();
  await looksRight(page, 'systems-tool');
  await page.getByRole('button', { name: 'Let time pass' }).click();
  await page.getByRole('menuitem', { name: 'A week' }).click();
  await expect(page.getByText(/timers came due/)).toBeVisible();
  await expect(page.getByText('It is 2026-06-22')).toBeVisible();
  await page.getByRole('button', { name: 'Reset the world' }).click();
  await expect(page.getByText('As it was made')).toBeVisible();
});

test('tools are found and chosen by keyboard alone', async ({ page, app }) => {
  await visit(page, app, '/systems/crm/tools');
  await page.getByLabel('Find: Tools').focus();
  await page.keyboard.type('convert lead');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'convert_lead' })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('button', { name: /^convert_lead/ })).toBeFocused();
  await looksRight(page, 'systems-tool-crm');
});

test('what was proved of a system is said in plain words', async ({ page, app }) => {
  await visit(page, app, '/systems/crm/checks');
  await expect(page.getByText('The model checker found nothing wrong')).toBeVisible();
  await looksRight(page, 'systems-checks');
});
