/** The trainer's event stream, one JSON object a line, parsed once here. The contract is trainer/README.md's. */
import { z } from 'zod';

const base = {
  v: z.literal(1),
  /** Rises by one with every event, over resumes too. */
  seq: z.int().min(1),
  ts: z.iso.datetime(),
  /** Null only where the job file could not be read. */
  job_id: z.string().nullable(),
};

const device = z.object({ type: z.string(), name: z.string() });

const failure = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  /** The file, and the place in it, that the message is about. */
  place: z
    .string()
    .nullish()
    .transform((place) => place ?? null),
});

/** What a job that did not reach its end says about it. */
export type JobError = Readonly<z.infer<typeof failure>>;

const eventSchema = z.discriminatedUnion('t', [
  z.object({
    ...base,
    t: z.literal('hello'),
    kind: z.string(),
    versions: z.record(z.string(), z.string().nullable()),
    device,
  }),
  // Rows, tokens, steps, memory: which figures a plan holds depends on the job's kind.
  z.looseObject({ ...base, t: z.literal('plan') }),
  z.object({ ...base, t: z.literal('phase'), name: z.string(), resumed_at: z.int().min(0).optional() }),
  z.object({
    ...base,
    t: z.literal('progress'),
    step: z.int().min(0),
    total: z.int().min(0),
    /** Seconds left at the present pace; null before there is one. */
    eta_s: z.number().nullable(),
  }),
  z.looseObject({ ...base, t: z.literal('metric'), step: z.int().min(0).optional() }),
  z.looseObject({ ...base, t: z.literal('sample') }),
  z.object({ ...base, t: z.literal('checkpoint'), step: z.int().min(0), path: z.string() }),
  z.looseObject({
    ...base,
    t: z.literal('warning'),
    code: z.string(),
    /** What happened and what to do, for people; empty where a trainer of another version leaves them out. */
    message: z.string().catch(''),
    hint: z.string().catch(''),
  }),
  z.object({
    ...base,
    t: z.literal('artifact'),
    /** Relative to the job's output folder. */
    path: z.string(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.int().min(0),
  }),
  z.object({ ...base, t: z.literal('error'), ...failure.shape }),
  z.object({
    ...base,
    t: z.literal('end'),
    status: z.enum(['ok', 'cancelled', 'time_limit', 'failed', 'bad_job', 'bad_data', 'out_of_memory']),
  }),
]);

export type JobEvent = Readonly<z.infer<typeof eventSchema>>;
export type EndStatus = Extract<JobEvent, { t: 'end' }>['status'];

/** The event in a line of the stream, or null where the line is none (a library's stray print, a line cut short). */
export function parseEvent(line: string): JobEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = eventSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** The figures of a metric or a plan by name: its fields that are finite numbers. */
export function figures(event: Extract<JobEvent, { t: 'metric' | 'plan' }>): ReadonlyMap<string, number> {
  const named = new Map<string, number>();
  for (const [name, value] of Object.entries(event)) {
    if (typeof value === 'number' && !['v', 'seq', 'step'].includes(name)) named.set(name, value);
  }
  return named;
}
