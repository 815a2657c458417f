/** Names that stand in a world: of people, companies, products. A user speaks of its own only. */
import type { World } from '@understudy/kernel';

const books = new WeakMap<World, ReadonlySet<string>>();

/** Columns that name somebody or something. */
const NAMING = /^(?:name|first_name|last_name|full_name|company|title|product|street|city)$/;

/**
 * The names in a world's population, lower-case: two letters or more, no figure in them. Read once for every world, from the state in
 * which it was before anything happened; the world is left there.
 */
export function nameBookOf(world: World): ReadonlySet<string> {
  const known = books.get(world);
  if (known !== undefined) return known;
  world.reset();
  const book = new Set<string>();
  for (const { table, column } of namingColumns(world))
    for (const row of world.all(`SELECT DISTINCT ${column} AS name FROM ${table}`)) {
      const name = row['name'];
      if (typeof name === 'string' && /^\D{2,60}$/.test(name)) book.add(name.toLowerCase());
    }
  books.set(world, book);
  return book;
}

function namingColumns(world: World): readonly { readonly table: string; readonly column: string }[] {
  const rows = world.all(
    `SELECT m.name AS tbl, c.name AS col FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`,
  );
  return rows.flatMap(({ tbl, col }) =>
    typeof tbl === 'string' && typeof col === 'string' && NAMING.test(col)
      ? [{ table: tbl, column: col }]
      : [],
  );
}
