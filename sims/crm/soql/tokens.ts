/** Cuts a query into tokens. */
import { SoqlError } from './error.ts';

export interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'date' | 'mark' | 'end';
  /** Words as they were written; strings decoded. */
  readonly text: string;
  readonly at: number;
}

const PATTERNS = [
  ['space', /\s+/y],
  ['date', /\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?/y],
  ['number', /[+-]?\d+(?:\.\d+)?(?![A-Za-z_])/y],
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['mark', /<=|>=|!=|<>|[=<>(),.:*]/y],
] as const;

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  "'": "'",
  '"': '"',
  // These two mean the character itself in a LIKE, so the backslash stays for it.
  '%': '\\%',
  _: '\\_',
};

/** Ends with one token of kind `end`. @throws SoqlError for a character or string that cannot be read. */
export function tokenize(query: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  next: while (at < query.length) {
    if (query[at] === "'") {
      const { text, end } = readString(query, at);
      tokens.push({ kind: 'string', text, at });
      at = end;
      continue;
    }
    for (const [kind, pattern] of PATTERNS) {
      pattern.lastIndex = at;
      const text = pattern.exec(query)?.[0];
      if (text === undefined) continue;
      if (kind !== 'space') tokens.push({ kind, text: text === '<>' ? '!=' : text, at });
      at += text.length;
      continue next;
    }
    const found = [...query.slice(at, at + 2)][0] ?? '';
    throw new SoqlError(
      `unexpected character ${JSON.stringify(found)}`,
      at,
      found === '"' || found === '`' ? "Strings stand in single quotes: 'Closed Won'." : undefined,
    );
  }
  tokens.push({ kind: 'end', text: '', at: query.length });
  return tokens;
}

function readString(query: string, start: number): { readonly text: string; readonly end: number } {
  let text = '';
  let at = start + 1;
  for (;;) {
    const char = query[at];
    if (char === undefined)
      throw new SoqlError('the string that starts here is not closed', start, "Close it with '.");
    if (char === "'") return { text, end: at + 1 };
    if (char === '\\') {
      const escaped = query[at + 1] ?? '';
      const meant = Object.hasOwn(ESCAPES, escaped) ? ESCAPES[escaped] : undefined;
      if (meant === undefined)
        throw new SoqlError(
          `unknown escape \\${escaped}`,
          at,
          String.raw`Escapes are \' \" \\ \n \r \t \% and \_.`,
        );
      text += meant;
      at += 2;
    } else {
      text += char;
      at += 1;
    }
  }
}
