import {
  canonical,
  createRng,
  DAY,
  loadKernel,
  OPENING_TIME,
  type Row,
  type Split,
  type Template,
} from '@understudy/kernel';
import { namesOf, splitOfNumber } from '@understudy/people';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { rowSchemas, type TableName } from '../rows.ts';
import { TABLES } from '../ids.ts';
import { STAGE_FORECAST } from '../vocabulary.ts';
import { businessRows, generate, SIZE_RANGE } from './generate.ts';
import { PRODUCT_NAMES, STEMS } from './names.ts';
import { people } from './people.ts';

const make = (seed: number, size: number, split: Split) => generate(createRng(seed), { size, split });
const rows = (template: Template, name: TableName): readonly Row[] =>
  template.tables.find((table) => table.name === name)?.rows ?? [];

const train = make(1, 2000, 'train');
const heldout = make(1, 2000, 'heldout');

test('the same seed gives the same rows, another seed others', () => {
  expect(canonical(make(1, 2000, 'train').tables)).toBe(canonical(train.tables));
  expect(canonical(make(2, 2000, 'train').tables)).not.toBe(canonical(train.tables));
});

test.each([100, 500, 2000, 20_000])('size %i is met within a tenth', (size) => {
  for (const split of ['train', 'heldout'] as const)
    expect(Math.abs(businessRows(make(3, size, split)) - size)).toBeLessThan(size / 10);
});

test('a size out of range is refused with the range', () => {
  for (const size of [SIZE_RANGE.min - 1, SIZE_RANGE.max + 1, NaN])
    expect(() => make(1, size, 'train')).toThrow(/100 to 20000/);
});

test('every row has the columns and values its type promises, in every size, split and locale', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 100, max: 900 }),
      fc.constantFrom<Split[]>('train', 'heldout'),
      (seed, size, split) => {
        const template = generate(createRng(seed), {
          size,
          split,
          locales: ['en', 'de', 'fr', 'es', 'it', 'nl'],
        });
        for (const [name, schema] of Object.entries(rowSchemas))
          for (const row of template.tables.find((table) => table.name === name)?.rows ?? [])
            expect(schema.safeParse(row).error?.message, `${name} ${JSON.stringify(row)}`).toBe(undefined);
      },
    ),
    { numRuns: 10 },
  );
});

test('the splits share no id, no product, no company and no person', () => {
  for (const table of Object.values(TABLES).filter((name) => name !== 'knowledge_articles')) {
    for (const [template, split] of [
      [train, 'train'],
      [heldout, 'heldout'],
    ] as const)
      for (const row of rows(template, table)) expect(splitOfNumber(Number(row['id'])), table).toBe(split);
  }
  const lastNames = new Set(namesOf('en').last.heldout);
  for (const table of ['contacts', 'leads', 'users'] as const)
    for (const row of rows(train, table))
      expect(lastNames.has(String(row['name']).split(' ').at(-1) ?? '')).toBe(false);
  const stems = new Set(STEMS.heldout);
  for (const row of rows(train, 'accounts'))
    expect(stems.has(String(row['name']).split(' ')[0] ?? '')).toBe(false);
  const products = new Set(PRODUCT_NAMES.heldout.map(({ name }) => name));
  for (const row of rows(train, 'crm_products')) expect(products.has(String(row['name']))).toBe(false);
  expect(STEMS.train.filter((stem) => stems.has(stem))).toEqual([]);
});

test('people who are given become contacts under their names and addresses, whatever their number', () => {
  const given = [
    { name: 'Ana Berg', email: 'ana.berg31@example.com' },
    ...Array.from({ length: 60 }, (_, i) => ({ name: `Zoe Roth`, email: `zoe.roth${i + 100}@example.com` })),
    { name: 'No Number', email: 'nobody@example.com' },
  ];
  const template = generate(createRng(5), { size: 200, split: 'train', people: given });
  const known = new Map(people(template).map((person) => [person.email, person.name]));
  for (const { name, email } of given) expect(known.get(email)).toBe(name);
  const contact = (email: string) => rows(template, 'contacts').find((row) => row['email'] === email);
  expect(contact('ana.berg31@example.com')).toMatchObject({ customer_number: 31, bounced: 0 });
  expect(contact('nobody@example.com')).toMatchObject({ customer_number: null });
  expect(people(train).length).toBeGreaterThan(100);
});

describe('in a world', () => {
  let kernel: Awaited<ReturnType<typeof loadKernel>>;
  beforeAll(async () => {
    kernel = await loadKernel();
  });

  test.each(['train', 'heldout'] as const)('%s is consistent', (split) => {
    const world = kernel.openWorld(split === 'train' ? train : heldout);
    const none = (what: string, sql: string, ...cells: readonly (string | number)[]) =>
      expect(world.all(`${sql} LIMIT 3`, ...cells), what).toEqual([]);
    none(
      'accounts are owned in the team of their territory, or by a rep who left',
      `SELECT a.id FROM accounts a JOIN users u ON u.id = a.owner_id JOIN territories t ON t.id = a.territory_id
       WHERE u.team_id <> t.team_id AND u.active = 1`,
    );
    for (const [stage, { probability, category }] of Object.entries(STAGE_FORECAST))
      none(
        'stage, probability and forecast agree',
        'SELECT id FROM opportunities WHERE stage = ? AND (probability <> ? OR forecast_category <> ?)',
        stage,
        probability,
        category,
      );
    none(
      'closed deals have dates, open ones have not, lost ones have reasons',
      `SELECT id FROM opportunities WHERE (stage LIKE 'closed%') <> (closed_at IS NOT NULL) OR (stage = 'closed_lost') <> (loss_reason IS NOT NULL)`,
    );
    none(
      'an open opportunity is worth the sum of its products',
      `SELECT o.id FROM opportunities o JOIN opportunity_items i ON i.opportunity_id = o.id
       WHERE o.stage <> 'closed_won' GROUP BY o.id HAVING sum(i.total_cents) <> max(o.amount_cents)`,
    );
    none(
      'quotes are the sum of their items less the discount',
      `SELECT q.id FROM quotes q JOIN quote_items i ON i.quote_id = q.id GROUP BY q.id
       HAVING sum(i.quantity * i.unit_price_cents) <> q.subtotal_cents
         OR abs(q.subtotal_cents * (100 - q.discount_percent) / 100.0 - q.total_cents) > 0.5`,
    );
    none(
      'what waits for approval has an open step, what is approved has none and needs no further one',
      `SELECT q.id FROM quotes q WHERE
         (q.status = 'in_review') <> EXISTS (SELECT 1 FROM quote_approvals a WHERE a.quote_id = q.id AND a.decision = 'pending')
         OR (q.status <> 'draft' AND q.discount_percent > 10
             AND NOT EXISTS (SELECT 1 FROM quote_approvals a WHERE a.quote_id = q.id AND a.step = 1))`,
    );
    none(
      'approved, presented and draft quotes are still valid',
      `SELECT id FROM quotes WHERE status IN ('approved', 'presented', 'in_review') AND expires_at < ?`,
      OPENING_TIME - DAY,
    );
    none(
      'contracts in force cover today',
      `SELECT id FROM contracts WHERE status IN ('activated', 'in_notice') AND (starts_at > ? OR ends_at < ?)`,
      OPENING_TIME,
      OPENING_TIME - DAY,
    );
    none(
      'renewed contracts have a follower',
      `SELECT c.id FROM contracts c WHERE c.status = 'renewed' AND NOT EXISTS (SELECT 1 FROM contracts n WHERE n.renewal_of_id = c.id)`,
    );
    none(
      'the history ends with the present stage',
      `SELECT o.id FROM opportunities o
       JOIN (SELECT record_id, max(changed_at) AS last FROM field_history WHERE record_type = 'opportunity' AND field = 'stage' GROUP BY record_id) m
         ON m.record_id = o.id
       WHERE NOT EXISTS (SELECT 1 FROM field_history l WHERE l.record_type = 'opportunity' AND l.record_id = o.id
         AND l.field = 'stage' AND l.changed_at = m.last AND l.new_value = o.stage)`,
    );
    none(
      'converted leads lead to a contact of the account',
      `SELECT l.id FROM leads l JOIN contacts c ON c.id = l.converted_contact_id
       WHERE l.status = 'converted' AND (c.account_id <> l.converted_account_id OR c.name <> l.name)`,
    );
    none('nothing happened in the future', `SELECT id FROM leads WHERE updated_at > ?`, OPENING_TIME);
    none(
      'cases that are done have a resolution',
      `SELECT id FROM cases WHERE (status IN ('resolved', 'closed')) <> (resolution IS NOT NULL)`,
    );
    const some = (sql: string) => expect(world.all(sql).length, sql).toBeGreaterThan(0);
    some('SELECT count(*) AS n FROM contacts GROUP BY email, account_id HAVING n > 1');
    some(`SELECT id FROM opportunities WHERE closed_at IS NULL AND close_date < ${OPENING_TIME - DAY}`);
    some(`SELECT id FROM cases WHERE kind IS NULL`);
    some(`SELECT id FROM contracts WHERE status = 'activated'`);
    world.close();
  });
});
