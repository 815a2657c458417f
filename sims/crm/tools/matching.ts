/** When two records are taken to be the same person or company. Pure; the duplicate finder, the conversion and the merge share it. */

import { remembered } from './remembered.ts';

/** Legal forms at the end of a company name, which people leave out. */
const LEGAL_FORMS = new Set(
  'ab ag bv co corp corporation eg ek ev gmbh group inc incorporated kg limited llc llp ltd nv oy plc sa sarl sas sl spa srl'.split(
    ' ',
  ),
);

/** How many names are remembered, per way to compare them: normalising is the whole cost of a comparison. */
const REMEMBERED = 50_000;

/** Lower case, no accents, letters and digits only, single spaces. */
export const plain = remembered(REMEMBERED, (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim(),
);

/** A company name without its legal form: `"Müller & Söhne GmbH"` → `"muller sohne"`. A name of legal forms only stays as it is. */
export const companyKey = remembered(REMEMBERED, (name: string): string => {
  const words = plain(name.replace(/\./g, '')).split(' ');
  let end = words.length;
  while (end > 1 && LEGAL_FORMS.has(words[end - 1] ?? '')) end -= 1;
  return words.slice(0, end).join(' ');
});

/** The last nine digits of a telephone number: country codes and leading zeros are written in many ways. Null for fewer than six. */
export function phoneKey(phone: string | null): string | null {
  const digits = phone === null ? '' : digitsOf(phone);
  return digits.length < 6 ? null : digits.slice(-9);
}

const digitsOf = remembered(REMEMBERED, (phone: string): string => phone.replace(/\D/g, ''));

/** A reason for which two records are the same, and the text that both must have. */
export interface MatchKey {
  readonly reason: string;
  readonly text: string;
}

/** What a person is known by: `email`, `name and phone`, `name and company`. */
export function personKeys(person: {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  /** Company of a lead, account name of a contact. */
  readonly company: string | null;
}): readonly MatchKey[] {
  const keys: MatchKey[] = [];
  const name = plain(person.name);
  const phone = phoneKey(person.phone);
  if (person.email !== null) keys.push({ reason: 'email', text: person.email.toLowerCase() });
  if (phone !== null) keys.push({ reason: 'name and phone', text: `${name} ${phone}` });
  if (person.company !== null)
    keys.push({ reason: 'name and company', text: `${name} ${companyKey(person.company)}` });
  return keys;
}

/** What a company is known by: `name`, `website`, `phone`. */
export function companyKeys(company: {
  readonly name: string;
  readonly website: string | null;
  readonly phone: string | null;
}): readonly MatchKey[] {
  const keys: MatchKey[] = [{ reason: 'name', text: companyKey(company.name) }];
  const phone = phoneKey(company.phone);
  if (company.website !== null) {
    const host =
      company.website
        .toLowerCase()
        .replace(/^(https?:\/\/)?(www\.)?/, '')
        .split('/')[0] ?? '';
    keys.push({ reason: 'website', text: host });
  }
  if (phone !== null) keys.push({ reason: 'phone', text: phone });
  return keys;
}

/** The reasons for which two records are taken to be the same, strongest first; empty where they are not. */
export function sharedReasons(left: readonly MatchKey[], right: readonly MatchKey[]): readonly string[] {
  return left
    .filter((key) => right.some((other) => other.reason === key.reason && other.text === key.text))
    .map(({ reason }) => reason);
}
