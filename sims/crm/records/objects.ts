/** Every object of the CRM by its API name, and how names are found: whatever their case, with spaces or underscores. */
import { nearest } from '@understudy/kernel';
import type { IdKind } from '../ids.ts';
import type { Field, ObjectMeta } from './field.ts';
import * as organisation from './objects/organisation.ts';
import * as people from './objects/people.ts';
import * as sales from './objects/sales.ts';
import * as service from './objects/service.ts';

export const OBJECTS: readonly ObjectMeta[] = [
  people.Lead,
  people.Account,
  people.Contact,
  sales.Opportunity,
  sales.OpportunityLineItem,
  sales.Quote,
  sales.QuoteLineItem,
  sales.QuoteApproval,
  sales.Contract,
  service.Case,
  service.CaseComment,
  service.Task,
  service.Event,
  service.EmailMessage,
  people.Note,
  people.Campaign,
  people.CampaignMember,
  organisation.Product2,
  organisation.Pricebook2,
  organisation.PricebookEntry,
  organisation.User,
  organisation.Team,
  organisation.Territory,
  organisation.Queue,
  organisation.Knowledge,
  service.FieldHistory,
];

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const byName: ReadonlyMap<string, ObjectMeta> = new Map(
  OBJECTS.map((object) => [plain(object.name), object]),
);
const byKind: ReadonlyMap<IdKind, ObjectMeta> = new Map(OBJECTS.map((object) => [object.kind, object]));
const fields: ReadonlyMap<ObjectMeta, ReadonlyMap<string, Field>> = new Map(
  OBJECTS.map((object) => [
    object,
    new Map(
      object.fields.flatMap((field) => [
        [plain(field.column), field],
        [plain(field.name), field],
      ]),
    ),
  ]),
);

/** `"Lead"`, `"lead"`, `"opportunity line item"`. */
export function objectNamed(name: string): ObjectMeta | undefined {
  return byName.get(plain(name));
}

/** @throws RangeError for a kind without an object: each has one (tested). */
export function objectOf(kind: IdKind): ObjectMeta {
  const object = byKind.get(kind);
  if (object === undefined) throw new RangeError(`there is no object for ${kind}`);
  return object;
}

/** A field by its API name or its column: `"CloseDate"`, `"close_date"`, `"closedate"`. */
export function fieldNamed(object: ObjectMeta, name: string): Field | undefined {
  return fields.get(object)?.get(plain(name));
}

/** The parent that a path goes through: `Account` for the field AccountId, `Owner` for OwnerId. */
export function parentNamed(
  object: ObjectMeta,
  name: string,
): { readonly field: Field; readonly parent: ObjectMeta } | undefined {
  const field = fieldNamed(object, `${plain(name)}id`);
  if (field === undefined || plain(field.name) !== `${plain(name)}id`) return undefined;
  if (field.type.is === 'reference') return { field, parent: objectOf(field.type.to) };
  return field.type.is === 'owner' ? { field, parent: objectOf('user') } : undefined;
}

/** Names of the parents an object has, as a path starts with them. */
export function parentNames(object: ObjectMeta): readonly string[] {
  return object.fields
    .filter(({ type }) => type.is === 'reference' || type.is === 'owner')
    .map((field) => field.name.replace(/Id$/, ''));
}

/** What to say about a name that does not exist. */
export function didYouMean(name: string, names: readonly string[]): string {
  const close = nearest(name, names);
  return close.length > 0 ? `Did you mean ${close.join(', ')}?` : `Known: ${names.join(', ')}.`;
}
