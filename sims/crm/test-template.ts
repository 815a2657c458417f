/** The rows of the small CRM that `test-crm.ts` opens: each record is in one situation, and every figure in it can be seen here. */
import type { Row, Template } from '@understudy/kernel';
import type { TableName } from './rows.ts';
import { DDL } from './schema.ts';
import { activity } from './test-template/activity.ts';
import { leadsAndQuotes } from './test-template/leads-and-quotes.ts';
import { organisation } from './test-template/organisation.ts';
import { sales } from './test-template/sales.ts';
import { service } from './test-template/service.ts';

const tables: Readonly<Record<TableName, readonly Row[]>> = {
  ...organisation,
  ...sales,
  ...leadsAndQuotes,
  ...service,
  ...activity,
};

export const TEMPLATE: Template = {
  ddl: DDL,
  tables: Object.entries(tables).map(([name, rows]) => ({ name, rows })),
};
