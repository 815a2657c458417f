/**
 * Judges one SQL statement before it is prepared. The world learns what changed from SQLite's update hook, so every
 * statement that the hook does not see, that breaks the open transaction, or that depends on the wall clock or on
 * chance is refused here, with the reason and the way round it.
 */
import type { Schema } from './schema.ts';
import { tokenize, type Token } from './sql-text.ts';

export type Verb = 'SELECT' | 'VALUES' | 'INSERT' | 'UPDATE' | 'DELETE';

export interface Judged {
  readonly verb: Verb;
  readonly writes: boolean;
  readonly returning: boolean;
  /** How many `?` it has. */
  readonly placeholders: number;
  /** Named parameters with their prefix, e.g. `:order`; each once. */
  readonly named: readonly string[];
}

/** A statement that a world does not run. The message says which, why, and what to write instead. */
export class SqlRefused extends Error {
  constructor(sql: string, reason: string) {
    super(`SQL refused: ${reason}\n  in: ${sql.trim().slice(0, 400)}`);
    this.name = 'SqlRefused';
  }
}

const VERBS: ReadonlySet<string> = new Set<Verb>(['SELECT', 'VALUES', 'INSERT', 'UPDATE', 'DELETE']);
const isVerb = (word: string): word is Verb => VERBS.has(word);

const CLOCK_FUNCTIONS = new Set([
  'DATE',
  'TIME',
  'DATETIME',
  'JULIANDAY',
  'UNIXEPOCH',
  'STRFTIME',
  'TIMEDIFF',
]);
/** What they return is not restored with a snapshot. */
const CONNECTION_FUNCTIONS = new Set(['LAST_INSERT_ROWID', 'CHANGES', 'TOTAL_CHANGES']);
const ROWID_NAMES = new Set(['ROWID', 'OID', '_ROWID_']);

/**
 * Accepts one SELECT, VALUES, INSERT, UPDATE or DELETE (each may start with WITH).
 * @throws SqlRefused for anything else and for what the module's head names.
 */
export function judge(sql: string, schema: Schema): Judged {
  const refuse = (reason: string): never => {
    throw new SqlRefused(sql, reason);
  };
  // SQLite would stop reading at a NUL, and prepare less than was judged.
  if (sql.includes('\u0000')) refuse('it has a NUL in it');
  const tokens = oneStatement(tokenize(sql), refuse);
  const { verb, at } = mainVerb(tokens, refuse);
  refuseWords(tokens, schema, refuse);
  const outer = tokens.slice(at).filter((token) => token.depth === 0);
  const has = (word: string): boolean => outer.some((token) => isWord(token, word));
  if (verb === 'DELETE' && !has('WHERE')) {
    refuse('DELETE without WHERE goes unseen by the update hook; write WHERE true');
  }
  if (verb === 'INSERT' || verb === 'UPDATE') refuseKeyUpdate(tokens, schema, refuse);
  const parameters = tokens.filter((token) => token.kind === 'parameter').map((token) => token.text);
  const numbered = parameters.find((name) => /^\?\d/.test(name));
  if (numbered !== undefined) refuse(`the numbered parameter ${numbered}; use plain ? or :name`);
  return {
    verb,
    writes: verb !== 'SELECT' && verb !== 'VALUES',
    returning: has('RETURNING'),
    placeholders: parameters.filter((name) => name === '?').length,
    named: [...new Set(parameters.filter((name) => name !== '?'))],
  };
}

type Refuse = (reason: string) => never;

const isWord = (token: Token | undefined, word: string): boolean =>
  token?.kind === 'word' && token.text === word;
const isMark = (token: Token | undefined, mark: string): boolean =>
  token?.kind === 'mark' && token.text === mark;

/** SQLite prepares the first statement and ignores the rest without a word; so more than one is refused. */
function oneStatement(tokens: readonly Token[], refuse: Refuse): readonly Token[] {
  const end = tokens.findIndex((token) => isMark(token, ';'));
  if (end === -1) return tokens;
  if (tokens.slice(end).some((token) => !isMark(token, ';')))
    refuse('more than one statement; send them one by one');
  return tokens.slice(0, end);
}

function mainVerb(tokens: readonly Token[], refuse: Refuse): { readonly verb: Verb; readonly at: number } {
  const first = tokens[0];
  if (first === undefined) return refuse('it is empty');
  const at = isWord(first, 'WITH')
    ? tokens.findIndex((token) => token.depth === 0 && token.kind === 'word' && isVerb(token.text))
    : 0;
  const word = tokens[at];
  if (word?.kind === 'word' && isVerb(word.text)) return { verb: word.text, at };
  if (isWord(first, 'REPLACE'))
    return refuse('REPLACE evicts rows unseen by the update hook; use UPDATE, or INSERT … ON CONFLICT');
  return refuse(`only SELECT, VALUES, INSERT, UPDATE and DELETE are run here, not ${first.text}`);
}

function refuseWords(tokens: readonly Token[], schema: Schema, refuse: Refuse): void {
  tokens.forEach((token, i) => {
    const next = tokens[i + 1];
    if (token.kind === 'quoted' && !schema.names.has(token.text.toLowerCase())) {
      refuse(
        `"${token.text}" is no table or column, and SQLite would take it for a text; write '${token.text}' for a text`,
      );
    }
    if (token.kind === 'string' && token.text.trim().toLowerCase() === 'now') {
      refuse(`'now' reads the wall clock; pass the simulated time as a parameter`);
    }
    const swallows = token.kind === 'parameter' && (isMark(next, '(') || isMark(next, ':'));
    if (swallows || (token.kind === 'mark' && /[@$#]/.test(token.text))) {
      refuse('a parameter of another form; use plain ? or :name');
    }
    if (token.kind !== 'word') return;
    const called = isMark(next, '(');
    if (token.text === 'REPLACE' && !called) {
      refuse('REPLACE evicts rows unseen by the update hook; use UPDATE, or INSERT … ON CONFLICT DO UPDATE');
    }
    if (token.text === 'ROLLBACK' && isWord(tokens[i - 1], 'OR')) {
      refuse('OR ROLLBACK would end the transaction that holds the world; leave it out');
    }
    if (token.text.startsWith('CURRENT_') && /^CURRENT_(DATE|TIME|TIMESTAMP)$/.test(token.text)) {
      refuse(`${token.text} reads the wall clock; pass the simulated time as a parameter`);
    }
    if (!called) return;
    if (token.text === 'RANDOM' || token.text === 'RANDOMBLOB') {
      refuse(`${token.text.toLowerCase()}() is not seeded; draw from the Rng and pass the value`);
    }
    if (CONNECTION_FUNCTIONS.has(token.text)) {
      refuse(
        `${token.text.toLowerCase()}() tells of the connection, not of the world; use RETURNING, or what run() returns`,
      );
    }
    if (CLOCK_FUNCTIONS.has(token.text)) {
      const close = tokens.findIndex(
        (other, j) => j > i + 1 && isMark(other, ')') && other.depth === token.depth,
      );
      const inside = tokens.slice(i + 2, close);
      const commas = inside.filter((other) => isMark(other, ',') && other.depth === token.depth + 1).length;
      if (inside.length === 0 || (token.text === 'STRFTIME' && commas === 0)) {
        refuse(
          `${token.text.toLowerCase()}() without a time reads the wall clock; pass the simulated time as a parameter`,
        );
      }
    }
  });
}

/** The hook names only the new id when a key changes, so keys never change: delete the row and insert another. */
function refuseKeyUpdate(tokens: readonly Token[], schema: Schema, refuse: Refuse): void {
  tokens.forEach((set, i) => {
    if (!isWord(set, 'SET')) return;
    const ends = (token: Token): boolean =>
      token.depth < set.depth || (token.depth === set.depth && isEnd(token));
    for (let j = i + 1; j < tokens.length; j += 1) {
      const token = tokens[j];
      if (token === undefined || ends(token)) return;
      if (token.depth !== set.depth || !isMark(token, '=')) continue;
      for (const name of assigned(tokens, j)) {
        if (schema.keyNames.has(name.toLowerCase()) || ROWID_NAMES.has(name.toUpperCase())) {
          refuse(
            `it sets the key column ${name.toLowerCase()}; keys never change: delete the row and insert another`,
          );
        }
      }
    }
  });
}

const isEnd = (token: Token): boolean =>
  isWord(token, 'WHERE') || isWord(token, 'FROM') || isWord(token, 'RETURNING');

/** The names left of an `=`: one, or those of a tuple. */
function assigned(tokens: readonly Token[], equals: number): readonly string[] {
  const names: string[] = [];
  const depth = tokens[equals]?.depth ?? 0;
  for (let i = equals - 1; i >= 0; i -= 1) {
    const token = tokens[i];
    if (token?.kind === 'word' || token?.kind === 'quoted') names.push(token.text);
    if (token === undefined || (token.depth === depth && !isMark(token, ')'))) break;
  }
  return names;
}
