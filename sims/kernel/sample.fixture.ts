/** A small world for tests: a key cycle between tables, a self-reference, unique columns, every cell type. */
import fc from 'fast-check';
import { createRng } from './rng.ts';
import type { Cell, Template, World } from './world.ts';

export function sampleTemplate(seed: string): Template {
  const rng = createRng(seed);
  const ids = [1, 2, 3, 4, 5];
  return {
    ddl: `
      CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT) STRICT;
      CREATE TABLE accounts (id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL REFERENCES people (id),
        parent_id INTEGER REFERENCES accounts (id), main_item_id INTEGER REFERENCES items (id),
        code TEXT UNIQUE, balance REAL NOT NULL, opened_at INTEGER NOT NULL) STRICT;
      CREATE TABLE items (id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts (id),
        position INTEGER NOT NULL, status TEXT NOT NULL, UNIQUE (account_id, position)) STRICT;
      CREATE INDEX items_account ON items (account_id);`,
    tables: [
      {
        name: 'people',
        rows: ids.map((id) => ({
          id,
          email: `p${String(id)}@example.com`,
          name: rng.chance(0.5) ? null : 'Ünä',
        })),
      },
      {
        name: 'accounts',
        rows: ids.map((id) => ({
          id,
          owner_id: rng.int(1, 5),
          parent_id: id > 1 && rng.chance(0.5) ? id - 1 : null,
          code: `code ${String(id)}`,
          balance: rng.int(-400, 400) / 4,
          opened_at: 1_750_000_000_000 + id,
        })),
      },
      {
        name: 'items',
        rows: ids.map((id) => ({ id, account_id: rng.int(1, 5), position: id, status: 'open' })),
      },
    ],
  };
}

/** A write as data, so that the same sequence can be played in any world. */
export type Step =
  | { readonly do: 'run'; readonly sql: string; readonly cells: readonly Cell[] }
  | {
      readonly do: 'attempt';
      readonly steps: readonly Step[];
      readonly end: 'keep' | 'drop' | 'throw';
      readonly look: boolean;
    };

const STATEMENTS: readonly (readonly [sql: string, ...kinds: readonly ('id' | 'text' | 'real')[]])[] = [
  ['INSERT INTO people (email, name) VALUES (?, ?)', 'text', 'text'],
  ['INSERT INTO people (id, email) VALUES (?, ?)', 'id', 'text'],
  ['UPDATE people SET email = ? WHERE id = ?', 'text', 'id'],
  ['UPDATE people SET name = ? WHERE id > ?', 'text', 'id'],
  ['DELETE FROM people WHERE id = ?', 'id'],
  [
    'INSERT INTO accounts (owner_id, parent_id, balance, opened_at) VALUES (?, ?, ?, ?)',
    'id',
    'id',
    'real',
    'id',
  ],
  ['UPDATE accounts SET parent_id = ?, main_item_id = ? WHERE id = ?', 'id', 'id', 'id'],
  ['UPDATE accounts SET balance = balance + ? WHERE owner_id = ?', 'real', 'id'],
  ['UPDATE accounts SET code = ? WHERE id = ?', 'text', 'id'],
  [
    'UPDATE accounts SET code = (SELECT code FROM accounts WHERE id = ?) || ? WHERE id = ?',
    'id',
    'text',
    'id',
  ],
  ['DELETE FROM accounts WHERE id = ?', 'id'],
  ['INSERT INTO items (account_id, position, status) VALUES (?, ?, ?)', 'id', 'id', 'text'],
  [
    `INSERT INTO items (account_id, position, status) VALUES (?, ?, ?)
       ON CONFLICT (account_id, position) DO UPDATE SET status = excluded.status`,
    'id',
    'id',
    'text',
  ],
  [
    'INSERT OR IGNORE INTO items (id, account_id, position, status) VALUES (?, ?, ?, ?)',
    'id',
    'id',
    'id',
    'text',
  ],
  ['UPDATE items SET position = -position WHERE account_id = ?', 'id'],
  ['UPDATE items SET account_id = ? WHERE id = ?', 'id', 'id'],
  ['DELETE FROM items WHERE account_id = ?', 'id'],
  ['DELETE FROM items WHERE true'],
];

const cellOf = {
  id: fc.integer({ min: 1, max: 8 }),
  text: fc.oneof(
    fc.constantFrom('a', 'b', 'p1@example.com', 'code 2', '25', '\u0000'),
    fc.string({ unit: 'binary', maxLength: 6 }),
  ),
  real: fc.oneof(
    fc.constantFrom(25, 25.5, -0, 3e9, 1e300),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  ),
};

const runArbitrary: fc.Arbitrary<Step> = fc
  .constantFrom(...STATEMENTS)
  .chain(([sql, ...kinds]) =>
    fc.tuple(...kinds.map((kind) => cellOf[kind])).map((cells) => ({ do: 'run' as const, sql, cells })),
  );

export const stepArbitrary: fc.Arbitrary<Step> = fc.letrec<{ step: Step; attempt: Step }>((tie) => ({
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: runArbitrary },
    tie('attempt'),
  ),
  attempt: fc.record({
    do: fc.constant('attempt' as const),
    steps: fc.array(tie('step'), { maxLength: 4 }),
    end: fc.constantFrom('keep' as const, 'drop' as const, 'throw' as const),
    look: fc.boolean(),
  }),
})).step;

/** Plays a step. What SQLite refuses (a constraint, a sum out of range) changes nothing, as in a tool that fails. */
export function play(world: World, step: Step): void {
  try {
    if (step.do === 'run') {
      world.run(step.sql, ...step.cells);
      return;
    }
    world.attempt(
      () => {
        for (const inner of step.steps) play(world, inner);
        if (step.look) world.hash();
        if (step.end === 'throw') throw new Error('dropped');
      },
      () => step.end === 'keep',
    );
  } catch {
    return;
  }
}
