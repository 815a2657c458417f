/** How a variable of a scenario gets its value, in the order written; later ones may refer to earlier ones. */
import { z } from 'zod';
import { cell, condition, name } from './words.ts';

const integer = z.union([z.int(), z.string()]);

export const variableSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('int'), low: z.int(), high: z.int() }),
  /** `heldout`: values of the held-out split, where it is to meet others than were trained on. */
  z.strictObject({
    kind: z.literal('choice'),
    of: z.array(cell).min(1),
    heldout: z.array(cell).min(1).optional(),
  }),
  /** A row of the population. `where` is the condition of a read-only SELECT; `distinct` names row variables it must differ from. */
  z.strictObject({
    kind: z.literal('row'),
    table: name,
    where: z.string().max(500).default('1'),
    distinct: z.array(name).default([]),
  }),
  /** An id that no row of the population has, of the split's parity so that the splits never share one. */
  z.strictObject({ kind: z.literal('fresh'), table: name, low: z.int(), high: z.int() }),
  /** `length` random digits of the split's own numbers that differ from the values listed. */
  z.strictObject({
    kind: z.literal('digits'),
    length: z.int().min(1).max(9),
    not: z.array(z.string()).default([]),
  }),
  /** Simulated time, days before the opening (negative: after), in milliseconds since the epoch. */
  z.strictObject({ kind: z.literal('days_before'), days: integer, plus: integer.default(0) }),
  /** A sum of whole numbers; a term with `when` counts only where its condition holds, one with `times` that many times. */
  z.strictObject({
    kind: z.literal('sum'),
    terms: z
      .array(z.strictObject({ value: integer, times: integer.optional(), when: condition.optional() }))
      .min(1),
  }),
  /** A percentage of a whole number, rounded half away from zero to a whole number. */
  z.strictObject({ kind: z.literal('percent'), of: integer, percent: z.union([z.number(), z.string()]) }),
  /** Cents as a decimal text, `4990` → `49.90`. */
  z.strictObject({ kind: z.literal('money'), cents: z.string() }),
  /** The calendar day of an instant, `YYYY-MM-DD`, UTC. */
  z.strictObject({ kind: z.literal('date'), at: z.string() }),
  /** A text with `{name}` places filled in. */
  z.strictObject({ kind: z.literal('text'), template: z.string().max(2000) }),
  /** One value for another; `otherwise` for what is not listed. */
  z.strictObject({
    kind: z.literal('map'),
    from: z.string(),
    to: z.record(z.string(), cell),
    otherwise: cell.optional(),
  }),
  /** A value at the edge of a rule: a whole number plus one of the offsets. */
  z.strictObject({
    kind: z.literal('edge'),
    around: integer,
    offsets: z.array(z.int()).min(1).default([-1, 0, 1]),
  }),
  /**
   * A legal path through a lifecycle, drawn evenly over the end states: a row with `state` (where it ends), `steps` (how many events)
   * and `events` (their names, space-separated). `to` restricts the end states, `longest` the number of events.
   */
  z.strictObject({
    kind: z.literal('path'),
    lifecycle: name,
    to: z.array(z.string()).min(1).optional(),
    longest: z.int().min(0).max(12).default(6),
  }),
  /** The first row of a read-only SELECT over the population, before the opening situation; `$references` become parameters. */
  z.strictObject({ kind: z.literal('query'), sql: z.string().max(1000) }),
]);
export type VariableSpec = z.infer<typeof variableSchema>;
