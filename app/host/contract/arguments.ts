/** Arguments of a tool as a screen sends them: JSON, and judged by the tool alone. */
import type { JsonObject } from '@understudy/kernel';
import { z } from 'zod';

type Json = JsonObject[string];

const json: z.ZodType<Json, Json> = z.json();

export const jsonArguments = z.record(z.string(), json);
