/** The kernel: one sql.js module, in which templates are compiled and worlds opened. */
import initSqlJs from 'sql.js';
import { describeSchema, type TableDescription } from './describe-schema.ts';
import { SqlWorld } from './open-world.ts';
import { compileTemplate, type CompiledTemplate } from './template.ts';
import type { Template, World } from './world.ts';

export interface Kernel {
  /** Loads, checks and hashes a template, once. @throws Error naming the table and the rule or the row. */
  compile(template: Template): CompiledTemplate;
  /**
   * A world of its own. Costs a copy of the database (milliseconds): keep it, `reset` it between episodes. Worlds of a
   * compiled template share its twin; one opened from a plain template has its own and frees it when it is closed.
   */
  openWorld(template: CompiledTemplate | Template): World;
  /** The tables that a DDL creates. @throws Error with SQLite's message for one that does not compile. */
  describe(ddl: string): readonly TableDescription[];
}

/** Loads SQLite (WebAssembly). A second call gets the same module, so all worlds of a process share one heap of 2 GiB. */
export async function loadKernel(): Promise<Kernel> {
  const sql = await initSqlJs();
  const compile = (template: Template): CompiledTemplate => compileTemplate(sql, template);
  return {
    compile,
    openWorld: (template) => {
      if ('schema' in template) return new SqlWorld(sql, template);
      const compiled = compile(template);
      return new SqlWorld(sql, compiled, () => {
        compiled.close();
      });
    },
    describe: (ddl) => {
      const database = new sql.Database();
      try {
        database.exec(ddl);
        return describeSchema(database);
      } finally {
        database.close();
      }
    },
  };
}
