/** Reads SQL text as tokens, enough to judge a statement before SQLite sees it. It does not parse SQL. */

export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'parameter' | 'mark';
  /** Words in upper case; quoted names and strings without their quotes; everything else as written. */
  readonly text: string;
  /** How many parentheses are open around it; an opening and its closing one have the depth outside. */
  readonly depth: number;
}

// Space, identifier characters and comments are SQLite's own (tokenize.c): what is a name to SQLite is a word here.
const SPACE = /(?:[ \t\n\f\r]+|--[^\n]*(?:\n|$)|\/\*[^]*?(?:\*\/|$))+/y;
const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['string', /[xX]?'(?:[^']|'')*'/y],
  ['quoted', /"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]/y],
  ['word', /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y],
  ['number', /(?:0[xX][\da-fA-F]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y],
  ['parameter', /\?\d*|:[\w$\u0080-\uffff]+/y],
  ['mark', /[^]/y],
];

/** Splits a text into tokens; comments and white space are dropped. Never throws: what is no SQL comes out as marks. */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let depth = 0;
  while (at < sql.length) {
    SPACE.lastIndex = at;
    if (SPACE.test(sql)) {
      at = SPACE.lastIndex;
      continue;
    }
    for (const [kind, pattern] of PATTERNS) {
      pattern.lastIndex = at;
      const text = pattern.exec(sql)?.[0];
      if (text === undefined) continue;
      at += text.length;
      if (kind === 'mark' && text === ')') depth -= 1;
      tokens.push({ kind, text: plain(kind, text), depth });
      if (kind === 'mark' && text === '(') depth += 1;
      break;
    }
  }
  return tokens;
}

function plain(kind: Token['kind'], text: string): string {
  if (kind === 'word') return text.toUpperCase();
  if (kind === 'quoted' || kind === 'string') {
    const open = text.search(/["'`[]/);
    const quote = text.charAt(open);
    const inner = text.slice(open + 1, -1);
    return quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
  }
  return text;
}
