/** The syntax tree of a query. `at` is the place in the text (0-based) that an error points at; it means nothing else. */

export type Aggregate = 'COUNT' | 'COUNT_DISTINCT' | 'SUM' | 'AVG' | 'MIN' | 'MAX';
export const AGGREGATES: readonly Aggregate[] = ['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX'];

/** `Amount`, or with one parent `Account.Name`. */
export interface Path {
  readonly kind: 'path';
  readonly names: readonly string[];
  readonly at: number;
}

/** `SUM(Amount)`; `COUNT()` has no field. */
export interface Call {
  readonly kind: 'call';
  readonly name: Aggregate;
  readonly path: Path | null;
  readonly at: number;
}

export type Operand = Path | Call;

export interface Item {
  readonly operand: Operand;
  /** The name given to an aggregate. */
  readonly alias: string | null;
}

export type Literal = { readonly at: number } & (
  | { readonly kind: 'string'; readonly value: string }
  /** As it was written: no rounding on the way. */
  | { readonly kind: 'number'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  /** `2026-06-01`, or `2026-06-01T09:30:00Z` with a time. */
  | { readonly kind: 'date'; readonly value: string }
  /** `TODAY`, `LAST_N_DAYS:30`. */
  | { readonly kind: 'span'; readonly name: string; readonly count: number | null }
);

export type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly inner: Condition }
  | {
      readonly kind: 'compare';
      readonly operand: Operand;
      readonly comparator: Comparator;
      readonly value: Literal;
    }
  | {
      readonly kind: 'in';
      readonly operand: Operand;
      readonly negated: boolean;
      readonly values: readonly Literal[];
    };

export interface Order {
  readonly operand: Operand;
  readonly descending: boolean;
  readonly nulls: 'first' | 'last' | null;
}

export interface Query {
  readonly items: readonly Item[];
  readonly from: { readonly name: string; readonly at: number };
  readonly where: Condition | null;
  readonly groupBy: readonly Path[];
  readonly having: Condition | null;
  readonly orderBy: readonly Order[];
  readonly limit: number | null;
  readonly offset: number | null;
}
