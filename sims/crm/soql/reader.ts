/** Reads tokens one by one for the parser, and says what was found where something else is expected. */
import { AGGREGATES, type Aggregate, type Comparator, type Literal } from './ast.ts';
import { SPAN_NAMES } from './dates.ts';
import { SoqlError } from './error.ts';
import { tokenize, type Token } from './tokens.ts';

/** Words that end a clause: none of them is the name of a field, an object or an alias. */
const KEYWORDS = new Set(
  'FROM SELECT WHERE GROUP BY HAVING ORDER LIMIT OFFSET AND OR NOT IN LIKE ASC DESC NULLS NULL TRUE FALSE JOIN LEFT INNER'.split(
    ' ',
  ),
);
const COMPARATORS: readonly Comparator[] = ['=', '!=', '<', '<=', '>', '>=', 'LIKE'];
const END: Token = { kind: 'end', text: '', at: 0 };

export class Reader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(query: string) {
    this.#tokens = tokenize(query);
  }

  get peek(): Token {
    return this.#tokens[this.#next] ?? this.#tokens.at(-1) ?? END;
  }

  skip(): void {
    this.#next += 1;
  }

  /** Is the next token one of these keywords or marks? */
  is(...words: readonly string[]): boolean {
    const { kind, text } = this.peek;
    return (kind === 'word' || kind === 'mark') && words.includes(text.toUpperCase());
  }

  take(word: string): boolean {
    if (!this.is(word)) return false;
    this.skip();
    return true;
  }

  expect(word: string): void {
    if (!this.take(word)) this.fail(word);
  }

  end(): void {
    if (this.peek.kind === 'end') return;
    const misplaced = this.is('WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT', 'OFFSET');
    this.fail(
      'the end of the query',
      misplaced
        ? 'The order is SELECT … FROM … WHERE … GROUP BY … HAVING … ORDER BY … LIMIT … OFFSET ….'
        : undefined,
    );
  }

  /** The name of a field or object. */
  name(what: string): Token {
    const token = this.peek;
    if (token.kind !== 'word' || KEYWORDS.has(token.text.toUpperCase())) return this.fail(what);
    this.skip();
    return token;
  }

  /** The alias that may follow an aggregate. */
  alias(): string | null {
    const { kind, text } = this.peek;
    if (kind !== 'word' || KEYWORDS.has(text.toUpperCase())) return null;
    this.skip();
    return text;
  }

  /** The aggregate that comes next, not yet read: its name with `(` behind it. */
  aggregate(): Aggregate | null {
    const { kind, text } = this.peek;
    const behind = this.#tokens[this.#next + 1];
    if (kind !== 'word' || behind?.text !== '(' || behind.kind !== 'mark') return null;
    const name = AGGREGATES.find((one) => one === text.toUpperCase());
    if (name === undefined && KEYWORDS.has(text.toUpperCase())) return null;
    if (name === undefined)
      throw new SoqlError(
        `there is no function ${text}`,
        this.peek.at,
        `Functions: ${AGGREGATES.join(', ')}.`,
      );
    return name;
  }

  comparator(): Comparator {
    const found = COMPARATORS.find((one) => this.is(one));
    if (found === undefined) {
      const isWord = this.peek.text.toUpperCase() === 'IS';
      return this.fail(
        '=, !=, <, <=, >, >=, LIKE or IN',
        isWord ? 'Write Field = null or Field != null.' : undefined,
      );
    }
    this.skip();
    return found;
  }

  /** A whole number of at most 6 digits, for LIMIT and OFFSET. */
  count(): number {
    const { kind, text } = this.peek;
    if (kind !== 'number' || !/^\d{1,6}$/.test(text)) return this.fail('a whole number');
    this.skip();
    return Number(text);
  }

  literal(): Literal {
    const { kind, text, at } = this.peek;
    const word = text.toUpperCase();
    if (kind === 'string' || kind === 'number' || kind === 'date') {
      this.skip();
      return { kind, value: text, at };
    }
    if (kind === 'word' && (word === 'TRUE' || word === 'FALSE')) {
      this.skip();
      return { kind: 'boolean', value: word === 'TRUE', at };
    }
    if (kind === 'word' && word === 'NULL') {
      this.skip();
      return { kind: 'null', at };
    }
    if (kind === 'word' && SPAN_NAMES.has(word)) {
      this.skip();
      const counted = word.includes('_N_');
      if (counted) this.expect(':');
      return { kind: 'span', name: word, count: counted ? this.count() : null, at };
    }
    return this.fail(
      'a value',
      kind === 'word' && !KEYWORDS.has(word) ? `Strings stand in single quotes: '${text}'.` : undefined,
    );
  }

  fail(expected: string, hint?: string): never {
    const { kind, text, at } = this.peek;
    const found = kind === 'end' ? 'the query ends' : `found ${JSON.stringify(text.slice(0, 40))}`;
    throw new SoqlError(`expected ${expected}, ${found}`, at, hint);
  }
}
