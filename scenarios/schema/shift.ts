/** Shifts: many cases of a pack, one clock, a queue with priorities and service levels. Times are simulated minutes. */
import { z } from 'zod';
import { rubricSchema } from '../rewards/spec.ts';
import type { Pack } from './pack.ts';
import { name } from './words.ts';

/** Most urgent first. */
export const priorities = ['urgent', 'high', 'normal', 'low'] as const;
export type Priority = (typeof priorities)[number];

/** All cases come in within this share of the shift, so that the last ones can be worked. */
export const ARRIVAL_SHARE = 0.75;

const minutes = z.number().positive().max(840);
const perSplit = (count: z.ZodInt): z.ZodObject<{ train: z.ZodInt; heldout: z.ZodInt }> =>
  z.strictObject({ train: count, heldout: count });

export const shiftKpis = [
  /** Share of the cases that are a success by the reward of their own family, 0..1. */
  'solved',
  /** Share of the cases that were answered and resolved in time, 0..1. */
  'sla',
  /** Share of the cases whose user left, 0..1. */
  'abandoned',
  /** Mean minutes that a case was in hand, over those that were taken. */
  'handle_time',
  /** Mean mood of the users at the end, -1..1; -1 for one that left or was not served to the end. */
  'satisfaction',
  /** Share of the time in which somebody waited that a case was in hand, 0..1. */
  'utilisation',
] as const;
export type ShiftKpi = (typeof shiftKpis)[number];

const component = z
  .strictObject({
    id: z.string().min(1),
    kpi: z.enum(shiftKpis),
    weight: z.number().nonnegative().default(1),
    gate: z.boolean().default(false),
    /** 1 at `target` or better, 0 at `worst` or worse, in between in proportion. */
    target: z.number(),
    worst: z.number(),
  })
  .refine(({ target, worst }) => target !== worst, 'target and worst must differ');
export type ShiftFigure = z.infer<typeof component>;

/** What a judge says of the cases, each asked about by itself; the mean of their scores. It never gates. */
const rubricComponent = z.strictObject({
  id: z.string().min(1),
  weight: z.number().nonnegative().default(1),
  rubric: rubricSchema,
});
export type ShiftRubric = z.infer<typeof rubricComponent>;
export type ShiftComponent = ShiftFigure | ShiftRubric;

const shiftReward = z
  .array(z.union([component, rubricComponent]))
  .min(1)
  .refine(
    (list) =>
      list.some(
        (one) => 'kpi' in one && one.kpi === 'solved' && one.gate && one.target > one.worst && one.worst >= 0,
      ),
    'a component of kpi "solved" must gate, with target above worst and worst 0 or more, or doing nothing earns something',
  )
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'component ids must differ');

export const shiftSchema = z
  .strictObject({
    id: name,
    title: z.string().min(1),
    description: z.string().min(1),
    /** Whose cases come in; all dialogue families where it is left out. */
    families: z.array(name).min(1).optional(),
    /** Cases of one shift. */
    cases: perSplit(z.int().min(5).max(30)),
    /** Mean minutes between cases. The first one comes in at once. */
    arrivals: minutes,
    /** Shares of the cases, in relation to each other. */
    priorities: z.partialRecord(z.enum(priorities), z.number().positive()),
    /** Minutes from coming in to the first answer, and to the end. */
    sla: z.partialRecord(
      z.enum(priorities),
      z.strictObject({ first_response: minutes, resolution: minutes }),
    ),
    /** Minutes after which a user leaves who has waited for an answer so long. */
    patience: minutes,
    /** `minutes`: at most to midnight, since the day of a date must not change under a case. */
    limits: z.strictObject({ agent_turns: z.int().min(10).max(5000), minutes }),
    reward: shiftReward,
    /** How many shifts there are. */
    tasks: perSplit(z.int().min(1).max(10_000)),
  })
  .refine(({ priorities: shares, sla }) => {
    const used = priorities.filter((priority) => shares[priority] !== undefined);
    return used.length > 0 && used.every((priority) => sla[priority] !== undefined);
  }, 'give at least one priority a share, and each of them an sla')
  .refine(
    ({ cases, arrivals, limits }) =>
      (Math.max(cases.train, cases.heldout) - 1) * arrivals <= limits.minutes * ARRIVAL_SHARE,
    'the cases do not come in early enough: make arrivals shorter, cases fewer, or limits.minutes longer',
  );
export type ShiftSpec = z.infer<typeof shiftSchema>;

/** The shift of that id. Throws RangeError naming those there are. */
export function shiftOf(pack: Pack, id: string): ShiftSpec {
  const shift = pack.shifts.find((one) => one.id === id);
  if (shift === undefined)
    throw new RangeError(
      `the pack ${pack.id} has no shift "${id}"; it has: ${pack.shifts.map((one) => one.id).join(', ') || 'none'}`,
    );
  return shift;
}

/** What is wrong with what the shifts of a pack refer to. One text a problem. */
export function shiftProblems({ shifts, families }: Pick<Pack, 'shifts' | 'families'>): readonly string[] {
  const ids = shifts.map(({ id }) => id);
  return [
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `shifts: two are called "${id}"`),
    ...shifts.flatMap((shift) => {
      const place = `shifts.${shift.id}.families`;
      const named = shift.families ?? [];
      const talking = families.filter(({ mode }) => mode === 'dialogue');
      const wrong = named
        .filter((id) => talking.every((family) => family.id !== id))
        .map(
          (id) =>
            `${place}: no dialogue family "${id}"; there are: ${talking.map((one) => one.id).join(', ')}`,
        );
      const trained = talking.filter(
        ({ id, split }) => split === 'both' && (shift.families === undefined || named.includes(id)),
      );
      return trained.length > 0
        ? wrong
        : [...wrong, `${place}: none of them is trained on; name one of both splits`];
    }),
  ];
}
