/** What is wrong with a query, and where. Thrown by the parser and the compiler, and caught in one place: query_records. */

export class SoqlError extends Error {
  readonly at: number;
  readonly hint: string | undefined;

  /** @param at place in the text, 0-based; people see it 1-based. */
  constructor(message: string, at: number, hint?: string) {
    super(message);
    this.name = 'SoqlError';
    this.at = at;
    this.hint = hint;
  }
}
