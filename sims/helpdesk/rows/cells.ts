/** The kinds of cells that rows are made of. */
import { z } from 'zod';

export const key = z.int().positive();
/** Milliseconds since the Unix epoch. */
export const time = z.int();
export const cents = z.int().positive();
export const flag = z.union([z.literal(0), z.literal(1)]);
export const text = z.string().min(1);
