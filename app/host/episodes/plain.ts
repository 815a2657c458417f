/** Evidence as a person reads it. The reward writes it for machines as well; what is not known here stays as it is. Pure. */
import { inWords } from './words.ts';

/** `missing: tickets update 7 {"status":"solved"}` → `Row 7 of tickets should have ended with status solved.` */
export function plainEvidence(text: string): string {
  const [, how, table, what, key, json] =
    /^(there|missing|not expected): ([a-z][a-z0-9_]*) (insert|update|delete)(?: (-?\d+))? (\{.*\})$/s.exec(
      text,
    ) ?? [];
  if (how !== undefined && table !== undefined && what !== undefined && json !== undefined)
    return rowSentence(how, table, what, key ?? '', columnsIn(json));
  const numbered = /^step (\d+): ([\s\S]*)$/.exec(text);
  if (numbered !== null) return `Call ${String(numbered[1])}: ${String(numbered[2])}`;
  return text;
}

function rowSentence(how: string, table: string, what: string, key: string, columns: string): string {
  const row = what === 'update' ? `row ${key} of ${table}` : `a new row in ${table}`;
  if (what === 'delete')
    return how === 'missing'
      ? `A row of ${table} should have been removed: ${columns}.`
      : `A row of ${table} was removed${how === 'there' ? ', as it should be' : ', which was not expected'}: ${columns}.`;
  switch (how) {
    case 'there':
      return `As it should be: ${row} with ${columns}.`;
    case 'missing':
      return what === 'update'
        ? `${inWords(row)} should have ended with ${columns}.`
        : `There should have been ${row} with ${columns}.`;
    default:
      return `Not expected: ${row} with ${columns}.`;
  }
}

/** `{"status":"solved","verified":1}` → `status solved, verified 1`. */
function columnsIn(json: string): string {
  try {
    const row: unknown = JSON.parse(json);
    if (typeof row !== 'object' || row === null) return json;
    return Object.entries(row)
      .map(([column, value]) => `${column} ${value === null ? 'empty' : String(value)}`)
      .join(', ');
  } catch {
    return json;
  }
}
