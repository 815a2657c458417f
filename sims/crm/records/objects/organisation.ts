/** Objects of the organisation and the catalogue: set up by administrators, read by everybody. */
import * as words from '../../vocabulary.ts';
import {
  created,
  id,
  longText,
  picklist,
  plain,
  readOnly,
  reference,
  text,
  type ObjectMeta,
} from '../field.ts';

export const User: ObjectMeta = {
  name: 'User',
  description: 'Somebody who works with this CRM',
  kind: 'user',
  creatable: false,
  title: 'name',
  search: ['name', 'email'],
  fields: [
    id,
    text('Name', 'name', 80, readOnly),
    plain('email', 'Email', 'email', readOnly),
    picklist('UserRole', 'role', words.USER_ROLES, readOnly),
    text('Title', 'title', 80, readOnly),
    reference('ManagerId', 'manager_id', 'user', readOnly),
    reference('TeamId', 'team_id', 'team', readOnly),
    plain('flag', 'IsActive', 'active', readOnly),
    plain('money', 'QuarterlyQuota', 'quota_cents', readOnly),
    created,
  ],
};

export const Team: ObjectMeta = {
  name: 'Team',
  description: 'A team of users',
  kind: 'team',
  creatable: false,
  title: 'name',
  search: [],
  fields: [id, text('Name', 'name', 80, readOnly), picklist('Type', 'kind', words.TEAM_KINDS, readOnly)],
};

export const Territory: ObjectMeta = {
  name: 'Territory',
  description: 'A region and segment, and the sales team that serves it',
  kind: 'territory',
  creatable: false,
  title: 'name',
  search: [],
  fields: [
    id,
    text('Name', 'name', 80, readOnly),
    picklist('Region', 'region', words.REGIONS, readOnly),
    picklist('Segment', 'segment', words.SEGMENTS, readOnly),
    reference('TeamId', 'team_id', 'team', readOnly),
  ],
};

export const Queue: ObjectMeta = {
  name: 'Queue',
  description: 'Where leads or cases wait for a team',
  kind: 'queue',
  creatable: false,
  title: 'name',
  search: [],
  fields: [
    id,
    text('Name', 'name', 80, readOnly),
    picklist('Object', 'object', words.QUEUE_OBJECTS, readOnly),
    reference('TeamId', 'team_id', 'team', readOnly),
  ],
};

export const Product2: ObjectMeta = {
  name: 'Product2',
  description: 'A product that can be sold',
  kind: 'product',
  creatable: false,
  title: 'name',
  search: ['name', 'code'],
  fields: [
    id,
    text('Name', 'name', 80, readOnly),
    text('ProductCode', 'code', 20, readOnly),
    picklist('Family', 'family', words.PRODUCT_FAMILIES, readOnly),
    picklist('Billing', 'billing', words.BILLINGS, readOnly),
    plain('flag', 'IsActive', 'active', readOnly),
  ],
};

export const Pricebook2: ObjectMeta = {
  name: 'Pricebook2',
  description: 'A list of prices',
  kind: 'price_book',
  creatable: false,
  title: 'name',
  search: [],
  fields: [
    id,
    text('Name', 'name', 80, readOnly),
    plain('flag', 'IsStandard', 'is_standard', readOnly),
    plain('flag', 'IsActive', 'active', readOnly),
  ],
};

export const PricebookEntry: ObjectMeta = {
  name: 'PricebookEntry',
  description: 'The price of a product in a price book',
  kind: 'price_book_entry',
  creatable: false,
  title: 'id',
  search: [],
  fields: [
    id,
    reference('Pricebook2Id', 'price_book_id', 'price_book', readOnly),
    reference('Product2Id', 'product_id', 'product', readOnly),
    plain('money', 'UnitPrice', 'unit_price_cents', readOnly),
    plain('flag', 'IsActive', 'active', readOnly),
  ],
};

export const Knowledge: ObjectMeta = {
  name: 'Knowledge',
  description: 'An article of the internal knowledge base',
  kind: 'article',
  creatable: false,
  title: 'title',
  search: ['title'],
  fields: [
    id,
    text('Title', 'title', 120, readOnly),
    text('UrlName', 'slug', 60, readOnly),
    picklist('Category', 'category', words.ARTICLE_CATEGORIES, readOnly),
    longText('Body', 'body', 4000, readOnly),
    plain('datetime', 'LastModifiedDate', 'updated_at', readOnly),
  ],
};
