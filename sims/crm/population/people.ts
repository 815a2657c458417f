/** The people of a population, as other systems of the same world know them: the contacts, each once. */
import { textOrNull, text, type Person, type Template } from '@understudy/kernel';

export function people(population: Template): readonly Person[] {
  const rows = population.tables.find((table) => table.name === 'contacts')?.rows ?? [];
  const known = new Map<string, string>();
  for (const row of rows) {
    const email = textOrNull(row, 'email');
    if (email !== null && !known.has(email)) known.set(email, text(row, 'name'));
  }
  return [...known].map(([email, name]) => ({ name, email }));
}
