/** Systems: the replicas an agent works in, looked into and tried by hand. */
import type { Cell, Change, ColumnDescription, Finding, Row } from '@understudy/kernel';
import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import { jsonArguments } from './arguments.ts';
import type { CallOutcome, StageTool } from './play.ts';

/** A lifecycle as a screen draws and lists it. */
export interface ChartView {
  readonly id: string;
  /** For a person. */
  readonly title: string;
  /** What it governs: a status column of a table. */
  readonly table: string;
  readonly column: string;
  readonly states: readonly ChartState[];
  readonly transitions: readonly ChartTransition[];
}

export interface ChartState {
  readonly id: string;
  /** For a person. */
  readonly label: string;
  readonly description: string | null;
  readonly initial: boolean;
  readonly final: boolean;
}

export interface ChartTransition {
  readonly from: string;
  readonly to: string;
  readonly event: string;
  /** What may send the event: tools, and timers of the system. */
  readonly tools: readonly string[];
}

export interface SystemLine {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly tables: number;
  readonly lifecycles: number;
  readonly tools: number;
  /** What the model checker holds against it. */
  readonly problems: number;
}

export interface TableView {
  readonly name: string;
  readonly columns: readonly ColumnDescription[];
  /** The lifecycles that govern a column of it. */
  readonly charts: readonly string[];
}

/** A tool with what a designer wants to know of it. */
export interface ToolView extends StageTool {
  /** Who calls it: an agent, the simulated user, or the environment. */
  readonly by: 'agent' | 'user' | 'system';
  /** Simulated seconds a call takes. */
  readonly seconds: number;
  /** Lifecycle events it may send. */
  readonly events: readonly { readonly chart: string; readonly event: string }[];
}

export interface SystemView {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly charts: readonly ChartView[];
  readonly tables: readonly TableView[];
  readonly tools: readonly ToolView[];
  readonly findings: readonly Finding[];
}

/** A world to look into: the same four give the same rows, until somebody tries a tool in it. */
export const worldSchema = z.strictObject({
  system: z.string().min(1),
  split: z.enum(['train', 'heldout']),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  /** Roughly the number of rows over all tables. */
  size: z.int().min(100).max(5000),
});
export type WorldChoice = z.infer<typeof worldSchema>;

export interface WorldView {
  readonly tables: readonly {
    readonly name: string;
    readonly rows: number;
    /** Rows that differ from when the world was made. */
    readonly changed: number;
  }[];
  /** Simulated time, milliseconds since the epoch. */
  readonly now: number;
  /** What "this ticket" and "you" mean to tools, by table; a row can be chosen instead. */
  readonly atHand: readonly { readonly table: string; readonly key: number; readonly label: string }[];
}

export interface RowPage {
  /** How many rows fit the search. */
  readonly total: number;
  readonly rows: readonly Row[];
}

export interface RowView {
  readonly row: Row;
  /** As it was when the world was made; null for a row that is new; absent where nothing changed. */
  readonly before?: Row | null;
  /** Rows elsewhere that refer to this one. */
  readonly referredBy: readonly { readonly table: string; readonly column: string; readonly rows: number }[];
}

export interface StateMove {
  readonly chart: string;
  readonly key: number;
  /** Null for a row that did not exist before. */
  readonly from: string | null;
  readonly to: string | null;
}

/** What a try did. */
export interface Tried {
  readonly outcome: CallOutcome;
  readonly changes: readonly Change[];
  readonly states: readonly StateMove[];
  /** Timers that came due meanwhile. */
  readonly timers: readonly string[];
  readonly now: number;
}

const table = z.string().min(1);
const sort = z.strictObject({ column: z.string().min(1), descending: z.boolean() }).nullable();

export const systems = {
  list: oc.output(type<readonly SystemLine[]>()),
  open: oc.input(z.strictObject({ id: z.string().min(1) })).output(type<SystemView>()),
  world: oc.input(worldSchema).output(type<WorldView>()),
  rows: oc
    .input(
      z.strictObject({
        world: worldSchema,
        table,
        /** Text that occurs in any column. */
        search: z.string().max(100),
        /** Only rows with exactly this. */
        where: z.strictObject({ column: z.string().min(1), value: z.custom<Cell>(isCell) }).nullable(),
        sort,
        offset: z.int().min(0),
        limit: z.int().min(1).max(200),
      }),
    )
    .output(type<RowPage>()),
  row: oc.input(z.strictObject({ world: worldSchema, table, key: z.int() })).output(type<RowView>()),
  /** Calls a tool in the world. What it does stays until the world is reset. */
  call: oc
    .input(
      z.strictObject({
        world: worldSchema,
        tool: z.string().min(1),
        arguments: jsonArguments,
        /** Keys of the rows chosen to be at hand, by table. */
        atHand: z.record(z.string(), z.int()),
      }),
    )
    .output(type<Tried>()),
  /** Lets simulated time go by; timers that come due do what they do. */
  pass: oc
    .input(z.strictObject({ world: worldSchema, hours: z.number().min(0).max(2400) }))
    .output(type<Tried>()),
  /** Back to how it was made. */
  reset: oc.input(worldSchema).output(type<undefined>()),
};

function isCell(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'number';
}
