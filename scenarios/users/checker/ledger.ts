/** What stands in the world's books during an episode, put together from population, opening situation and logged changes alone. */
import type { Cell, Change, Json, Row } from '@understudy/kernel';
import type { Arena } from '../../episode/arena.ts';
import type { Settled } from '../../schema/pack.ts';
import type { Task } from '../../schema/task.ts';

/** What the population holds before anything happens. */
export interface Population {
  row(table: string, key: number): Row | undefined;
  /** Names of people, companies and things, lower-case. */
  readonly names: ReadonlySet<string>;
}

const NAMING = ['name', 'full_name', 'company', 'product'];

/** The population of an arena. Puts its world back to the template. */
export function populationOf(arena: Pick<Arena, 'world'>): Population {
  const { world } = arena;
  world.reset();
  const names = new Set<string>();
  for (const { sql } of world.all(`SELECT sql FROM sqlite_schema WHERE type = 'table'`)) {
    const table = /CREATE TABLE\s+"?(\w+)"?/i.exec(String(sql))?.[1];
    if (table === undefined) continue;
    for (const column of NAMING)
      if (new RegExp(`[(,\\s]${column}\\s+TEXT`, 'i').test(String(sql)))
        for (const row of world.all(`SELECT DISTINCT ${column} AS it FROM ${table}`))
          names.add(String(row['it']).toLowerCase());
  }
  const rows = new Map<string, Row | undefined>();
  return {
    names,
    row: (table, key) => {
      const place = `${table}#${String(key)}`;
      if (!rows.has(place)) {
        const before = world.snapshot();
        world.reset();
        rows.set(place, world.get(`SELECT * FROM ${table} WHERE id = ?`, key));
        world.restore(before);
      }
      return rows.get(place);
    },
  };
}

/** The rows that matter for the end of an episode, kept up with its log. */
export class Ledger {
  readonly #rows = new Map<string, Row | null>();
  readonly #population: Population;
  readonly #task: Task;

  constructor(task: Task, population: Population) {
    this.#task = task;
    this.#population = population;
    for (const { table, key, values } of task.opening) {
      const id = key ?? values['id'] ?? null;
      this.#rows.set(place(table, id), { ...this.#at(table, id), ...values });
    }
  }

  note(changes: readonly Change[]): void {
    for (const { table, key, after } of changes) this.#rows.set(place(table, key), after);
  }

  /** Whether one of these states holds now. */
  settled(states: readonly Settled[]): boolean {
    return states.some(({ table, key, column, in: final }) => {
      const id = typeof key === 'string' && key.startsWith('$') ? cell(this.#task.focus[key.slice(1)]) : key;
      const value = this.#at(table, id)?.[column];
      return value !== undefined && final.includes(String(value));
    });
  }

  #at(table: string, id: Cell): Row | undefined {
    const known = this.#rows.get(place(table, id));
    if (known !== undefined) return known ?? undefined;
    return typeof id === 'number' ? this.#population.row(table, id) : undefined;
  }
}

function place(table: string, id: Cell): string {
  return `${table}#${String(id)}`;
}

function cell(value: Json | undefined): Cell {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
