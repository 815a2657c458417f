/** A small CRM written by hand, for tests. What is in it stands in `test-template.ts`. */
import {
  createClock,
  invokeTool,
  loadKernel,
  OPENING_TIME,
  type Actor,
  type Clock,
  type JsonObject,
  type ToolOutcome,
  type World,
} from '@understudy/kernel';
import { TEMPLATE } from './test-template.ts';
import { TOOLS } from './tools/all.ts';

export interface Crm {
  readonly world: World;
  clock(): Clock;
  /** Calls a tool for the service user, or with another focus (`{ userId: 4 }` acts as Ana Berg) or kind of actor. */
  call(name: string, args?: unknown, focus?: JsonObject, kind?: Actor['kind']): ToolOutcome;
  /** The columns of one row. */
  row(table: string, id: number): Readonly<Record<string, unknown>>;
  reset(): void;
}

export async function openCrm(): Promise<Crm> {
  const kernel = await loadKernel();
  const world = kernel.openWorld(TEMPLATE);
  let clock = createClock(OPENING_TIME);
  return {
    world,
    clock: () => clock,
    call: (name, args = {}, focus = {}, kind = 'agent') =>
      invokeTool(TOOLS, { world, clock, actor: { kind, id: 'a' }, focus }, name, args),
    row: (table, id) => world.get(`SELECT * FROM ${table} WHERE id = ?`, id) ?? {},
    reset: () => {
      world.reset();
      clock = createClock(OPENING_TIME);
    },
  };
}

/** The result of a call that must succeed. */
export function result(outcome: ToolOutcome): unknown {
  if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
  return outcome.result;
}

/** The code of a call that must fail, and its message and hint, the hint empty where it has none. */
export function refusal(outcome: ToolOutcome): {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
} {
  if (outcome.ok) throw new Error(`succeeded with ${JSON.stringify(outcome.result)}`);
  return { code: outcome.error.code, message: outcome.error.message, hint: outcome.error.hint ?? '' };
}

/** The call must fail with this code and with these words in its message or hint. */
export function expectRefusal(outcome: ToolOutcome, code: string, words: string): void {
  const { code: found, message, hint } = refusal(outcome);
  if (found !== code || !`${message} ${hint}`.includes(words))
    throw new Error(`expected ${code} (${words}), got ${found} (${message} ${hint})`);
}
