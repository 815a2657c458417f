/** The small CRM as tests of tools use it: calls that must succeed, and calls that must be refused without leaving a trace. */
import type { Actor, JsonObject } from '@understudy/kernel';
import { expectRefusal, openCrm, result, type Crm } from '../test-crm.ts';

export interface Session {
  readonly crm: Crm;
  /** Calls a tool that must succeed, as a user (0 = nobody signed in); its result. */
  ok(name: string, args: unknown, user?: number, kind?: Actor['kind']): unknown;
  /** Calls a tool that must be refused with a code and words in its message or hint, and must change nothing. */
  no(name: string, args: unknown, code: string, words: string, user?: number, kind?: Actor['kind']): void;
  row(table: string, id: number): Readonly<Record<string, unknown>>;
  /** How often the history says that a field of a record changed, and to what, oldest first. */
  history(type: string, id: number, field: string): readonly unknown[];
}

export const ANA = 4;
export const MARCO = 2;
export const DORA = 1;
export const OLGA = 9;
export const TOM = 5;
export const LENA = 6;
export const SAM = 8;

export async function openSession(): Promise<Session> {
  const crm = await openCrm();
  const focus = (user: number): JsonObject => (user === 0 ? {} : { userId: user });
  return {
    crm,
    ok: (name, args, user = 0, kind = 'agent') => result(crm.call(name, args, focus(user), kind)),
    no: (name, args, code, words, user = 0, kind = 'agent') => {
      const before = crm.world.hash();
      const timers = JSON.stringify(crm.clock().state().timers);
      expectRefusal(crm.call(name, args, focus(user), kind), code, words);
      if (crm.world.hash() !== before) throw new Error(`${name} was refused and changed the world`);
      if (JSON.stringify(crm.clock().state().timers) !== timers)
        throw new Error(`${name} was refused and changed the timers`);
    },
    row: (table, id) => crm.row(table, id),
    history: (type, id, field) =>
      crm.world
        .all(
          'SELECT new_value FROM field_history WHERE record_type = ? AND record_id = ? AND field = ? ORDER BY id',
          type,
          id,
          field,
        )
        .map((row) => row['new_value']),
  };
}
