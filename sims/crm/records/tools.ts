/** The tools on records of every object. */
import type { Tool } from '@understudy/kernel';
import { describeObject, listObjects } from './describe.ts';
import { queryRecords } from './query.ts';
import { getFieldHistory, getRecord } from './read.ts';
import { searchRecords } from './search.ts';
import { createRecord, updateRecord } from './write.ts';

export const recordTools: readonly Tool[] = [
  searchRecords,
  getRecord,
  queryRecords,
  createRecord,
  updateRecord,
  getFieldHistory,
  describeObject,
  listObjects,
];
