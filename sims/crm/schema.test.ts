import { int, loadKernel, text, type World } from '@understudy/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { idOf, PREFIXES, readId, showId, TABLES, type IdKind } from './ids.ts';
import { OBJECTS } from './records/objects.ts';
import { columnsOf } from './records/values.ts';
import { rowSchemas } from './rows.ts';
import { TEMPLATE } from './test-template.ts';
import { TOOLS } from './tools/all.ts';

let world: World;
beforeAll(async () => {
  world = (await loadKernel()).openWorld(TEMPLATE);
});
afterAll(() => {
  world.close();
});

const columns = (table: string) => world.all('SELECT * FROM pragma_table_info(?)', table);

test('the columns of every table are the keys of its row type, in the same order', () => {
  for (const [table, schema] of Object.entries(rowSchemas))
    expect(
      columns(table).map((row) => row['name']),
      table,
    ).toEqual(Object.keys(schema.shape));
});

test('every row of the small CRM is what its type promises', () => {
  for (const { name, rows } of TEMPLATE.tables) {
    const schema = Object.entries(rowSchemas).find(([table]) => table === name)?.[1];
    for (const row of rows)
      expect(schema?.safeParse(row).error?.message, `${name} ${String(row['id'])}`).toBe(undefined);
  }
});

test('every foreign key is indexed', () => {
  for (const table of Object.keys(rowSchemas)) {
    const indexed = new Set(
      world
        .all(
          'SELECT i.name AS name FROM pragma_index_list(?) l JOIN pragma_index_info(l.name) i ON i.seqno = 0',
          table,
        )
        .map((row) => row['name']),
    );
    for (const key of world.all('SELECT * FROM pragma_foreign_key_list(?)', table))
      expect(indexed.has(text(key, 'from')), `${table}.${text(key, 'from')}`).toBe(true);
  }
});

test('ids read back as what they show, and prefixes differ', () => {
  expect(new Set(Object.values(PREFIXES)).size).toBe(Object.keys(PREFIXES).length);
  const isKind = (word: string): word is IdKind => Object.hasOwn(TABLES, word);
  for (const kind of Object.keys(TABLES).filter(isKind))
    expect(readId(showId(kind, 12).toLowerCase())).toEqual({ kind, id: 12 });
  for (const given of ['CS34', 'cs 34', '#34', 34]) expect(idOf('case').safeParse(given).data).toBe(34);
  expect(idOf('case').safeParse('C34').success).toBe(false);
  expect(idOf('campaign').safeParse('CP1234567').data).toBe(1_234_567);
  for (const text of ['', 'X1', 'L0', 'L12x', 'CS', '12']) expect(readId(text)).toBe(null);
});

test('the objects describe the tables: each kind once, each column there, nothing required that is not', () => {
  expect(OBJECTS.map(({ kind }) => kind).sort()).toEqual(Object.keys(TABLES).sort());
  for (const object of OBJECTS) {
    const known = new Map(
      columns(TABLES[object.kind]).map((row) => [text(row, 'name'), int(row, 'notnull')]),
    );
    for (const field of object.fields) {
      for (const column of columnsOf(field))
        expect(known.has(column), `${object.name}.${field.name}`).toBe(true);
      if (field.access === 'read' || field.type.is === 'related') continue;
      expect(known.get(field.column) === 1, `${object.name}.${field.name} is NOT NULL`).toBe(field.required);
    }
    for (const column of [object.title, ...object.search]) expect(known.has(column)).toBe(true);
    expect(new Set(object.fields.map(({ name }) => name)).size).toBe(object.fields.length);
  }
});

test('the tools that the objects point to exist, and those for a status send an event of its lifecycle', () => {
  const byName = new Map(TOOLS.map((tool) => [tool.name, tool]));
  for (const object of OBJECTS)
    for (const field of object.fields)
      for (const name of field.tools) {
        expect(byName.has(name), `${object.name}.${field.name}: ${name}`).toBe(true);
        if (['Status', 'StageName'].includes(field.name) && object.kind !== 'campaign_member')
          expect(
            byName.get(name)?.events?.some((event) => event.startsWith(`${object.kind}.`)),
            name,
          ).toBe(true);
      }
});
