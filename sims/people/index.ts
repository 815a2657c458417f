/**
 * @understudy/people: who there is. Names by locale and split, and the rule that keeps the numbers of the two splits apart. Every
 * system draws its people from here, so that two systems can know the same person.
 */
export { emailOf, phoneOf } from './contact.ts';
export { localesFor, nameOf } from './draw.ts';
export { namesOf, type LocaleNames } from './locale.ts';
export { numberOf, numbersOf, splitOfNumber } from './split.ts';
