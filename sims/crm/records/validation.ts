/** The validation rules: what must hold of a record when one of the rule's fields is given or changes. */
import { DAY, type Row, type SimTime } from '@understudy/kernel';
import type { IdKind } from '../ids.ts';

export interface ValidationRule {
  readonly kind: IdKind;
  /** Columns that bring the rule into play. */
  readonly columns: readonly string[];
  readonly message: string;
  /** On the record as it would be, `before` as it is (null when it is made). Amounts in cents, times in ms. */
  readonly violated: (row: Row, now: SimTime, before: Row | null) => boolean;
}

const number = (row: Row, column: string): number => {
  const cell = row[column];
  return typeof cell === 'number' ? cell : 0;
};
const isEmpty = (row: Row, column: string): boolean => (row[column] ?? null) === null;
const isClosed = (row: Row): boolean => row['stage'] === 'closed_won' || row['stage'] === 'closed_lost';
const startOfDay = (now: SimTime): SimTime => now - (now % DAY);

export const VALIDATION_RULES: readonly ValidationRule[] = [
  {
    kind: 'opportunity',
    columns: ['close_date'],
    message: 'CloseDate: the close date of an open opportunity cannot lie in the past',
    violated: (row, now) => !isClosed(row) && number(row, 'close_date') < startOfDay(now),
  },
  {
    kind: 'opportunity',
    columns: ['amount_cents', 'close_date', 'probability', 'forecast_category', 'kind', 'contact_id'],
    message: 'StageName: a closed opportunity can no longer be changed',
    violated: (_row, _now, before) => before !== null && isClosed(before),
  },
  {
    kind: 'opportunity',
    columns: ['forecast_category'],
    message: 'ForecastCategory: closed is for opportunities that are won',
    violated: (row) => row['forecast_category'] === 'closed',
  },
  {
    kind: 'opportunity',
    columns: ['probability'],
    message: 'Probability: an open opportunity has a probability from 1 to 99',
    violated: (row) => number(row, 'probability') < 1 || number(row, 'probability') > 99,
  },
  {
    kind: 'lead',
    columns: ['budget_cents'],
    message: 'Budget: the budget must be positive',
    violated: (row) => !isEmpty(row, 'budget_cents') && number(row, 'budget_cents') <= 0,
  },
  {
    kind: 'lead',
    columns: ['email', 'phone'],
    message: 'Email: a lead needs an e-mail address or a telephone number',
    violated: (row) => isEmpty(row, 'email') && isEmpty(row, 'phone'),
  },
  {
    kind: 'contact',
    columns: ['account_id', 'email'],
    message: 'AccountId: a contact needs an account or an e-mail address',
    violated: (row) => isEmpty(row, 'account_id') && isEmpty(row, 'email'),
  },
  {
    kind: 'account',
    columns: ['parent_id'],
    message: 'ParentId: an account cannot be its own parent',
    violated: (row) => !isEmpty(row, 'parent_id') && row['parent_id'] === row['id'],
  },
  {
    kind: 'event',
    columns: ['starts_at', 'ends_at'],
    message: 'EndDateTime: an event cannot end before it starts',
    violated: (row) => number(row, 'ends_at') < number(row, 'starts_at'),
  },
  {
    kind: 'campaign',
    columns: ['starts_at', 'ends_at'],
    message: 'EndDate: a campaign cannot end before it starts',
    violated: (row) => number(row, 'ends_at') < number(row, 'starts_at'),
  },
  {
    kind: 'task',
    columns: ['due_at'],
    message: 'ActivityDate: a task cannot be due in the past',
    violated: (row, now) => !isEmpty(row, 'due_at') && number(row, 'due_at') < startOfDay(now),
  },
];

/** The messages of the rules that a record would break. */
export function violations(
  kind: IdKind,
  row: Row,
  given: ReadonlySet<string>,
  before: Row | null,
  now: SimTime,
): readonly string[] {
  return VALIDATION_RULES.filter(
    (rule) =>
      rule.kind === kind &&
      rule.columns.some((column) => given.has(column)) &&
      rule.violated(row, now, before),
  ).map((rule) => rule.message);
}
