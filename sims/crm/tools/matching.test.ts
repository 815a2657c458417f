import { expect, test } from 'vitest';
import { companyKey, companyKeys, personKeys, phoneKey, plain, sharedReasons } from './matching.ts';

const ana = {
  name: 'Ana Berg',
  email: 'ana@northwind.com',
  phone: '+49 711 123456',
  company: 'Northwind GmbH',
};
const reasons = (left: typeof ana, right: Partial<typeof ana>) =>
  sharedReasons(
    personKeys(left),
    personKeys({ name: 'X', email: null, phone: null, company: null, ...right }),
  );

test('names are compared without case, accents and punctuation', () => {
  expect(plain('  José-María  Núñez ')).toBe('jose maria nunez');
  expect(plain('Weiß')).toBe('weiss');
});

test('company names are compared without their legal form', () => {
  expect(companyKey('Northwind GmbH & Co. KG')).toBe('northwind');
  expect(companyKey('NORTHWIND, Inc.')).toBe('northwind');
  expect(companyKey('Müller S.p.A.')).toBe('muller');
  expect(companyKey('Group')).toBe('group');
});

test('telephone numbers are compared by their last nine digits', () => {
  expect(phoneKey('0711 12 34 56')).toBe('711123456');
  expect(phoneKey('+49 (711) 123456')).toBe('711123456');
  expect(phoneKey('12345')).toBeNull();
  expect(phoneKey(null)).toBeNull();
});

test('people are the same by e-mail, by name and phone, or by name and company', () => {
  expect(reasons(ana, { name: 'A. Berg', email: 'ANA@northwind.com' })).toEqual(['email']);
  expect(reasons(ana, { name: 'ana berg', phone: '0711/123456' })).toEqual(['name and phone']);
  expect(reasons(ana, { name: 'Ana Berg', company: 'northwind' })).toEqual(['name and company']);
});

test('a name alone, or two missing addresses, make nobody the same', () => {
  expect(reasons(ana, { name: 'Ana Berg' })).toEqual([]);
  expect(reasons(ana, { phone: '0711/123456' })).toEqual([]);
});

test('companies are the same by name, website or phone', () => {
  const alder = { name: 'Alder Foods', website: 'https://www.alder.example/home', phone: null };
  const other = { name: 'Alder Retail', website: 'alder.example', phone: '+44 20 555020' };
  expect(sharedReasons(companyKeys(alder), companyKeys(other))).toEqual(['website']);
  expect(
    sharedReasons(companyKeys(alder), companyKeys({ ...other, name: 'Alder Foods Ltd', website: null })),
  ).toEqual(['name']);
});
