/** The kinds of cells that rows are made of. */
import { z } from 'zod';
import { RECORD_TYPES } from '../vocabulary.ts';

export const key = z.int().positive();
/** ms since the epoch; a date is midnight UTC of its day. */
export const time = z.int();
export const cents = z.int().nonnegative();
export const price = z.int().positive();
export const flag = z.union([z.literal(0), z.literal(1)]);
export const text = z.string().min(1);
export const percent = z.int().min(0).max(100);
export const recordType = z.enum(RECORD_TYPES);
