/** Single answers with a label, in exact recorded tokens: good or bad for KTO, a grade for a reward model. Pure. */
import { z } from 'zod';
import {
  answerOf,
  answerTokens,
  type Answer,
  type AnswerDropCode,
  type Played,
  type Unused,
} from './answers.ts';
import { answerProvenanceSchema, provenanceOf } from './pairs.ts';

const ids = z.array(z.int().nonnegative());
export const labelRowSchema = z.strictObject({
  /** The episode's id. */
  id: z.string(),
  /** The task: rows of one group never stand on both sides of a split. */
  group: z.string(),
  /** What was in the context before the first act. */
  prompt_ids: ids.min(1),
  completion_ids: ids.min(1),
  /** 1 exactly where the id was sampled by the policy. */
  completion_mask: z.array(z.union([z.literal(0), z.literal(1)])),
  /** Good or bad; a grade from 0 to 1 in `labels.jsonl`. */
  label: z.union([z.boolean(), z.number().min(0).max(1)]),
  provenance: z.strictObject({
    ...answerProvenanceSchema.shape,
    taskId: z.string(),
    family: z.string(),
    modelHash: z.string(),
    templateHash: z.string(),
    /** Who graded: the reward, or the name of the person or judge. */
    labelled: z.string(),
  }),
});
export type LabelRow = z.infer<typeof labelRowSchema>;

export interface Labels {
  /** By id. */
  readonly rows: readonly LabelRow[];
  /** Every episode that has no row, by id. */
  readonly unused: readonly Unused<AnswerDropCode | 'not_labelled'>[];
}

/** Grades of episodes by id, 0 to 1, and who gave them. */
export interface Grades {
  readonly by: string;
  readonly of: ReadonlyMap<string, number>;
}

/** A row for each judged training episode: good where it passed every gate and nothing was flagged, else bad. */
export function ktoRows(played: readonly Played[], policies: readonly string[]): Labels {
  return labelRows(played, policies, 'reward', ({ success, flags }) => success && flags.length === 0);
}

/** A row with its grade for each training episode: the one given, or (null) the value of its reward. */
export function gradedRows(
  played: readonly Played[],
  policies: readonly string[],
  grades: Grades | null,
): Labels {
  return labelRows(played, policies, grades?.by ?? 'reward', ({ episode, value }) =>
    grades === null ? value : (grades.of.get(episode.id) ?? null),
  );
}

function labelRows(
  played: readonly Played[],
  policies: readonly string[],
  labelled: string,
  labelOf: (answer: Answer) => boolean | number | null,
): Labels {
  const rows: LabelRow[] = [];
  const unused: Unused<AnswerDropCode | 'not_labelled'>[] = [];
  for (const one of played.toSorted((a, b) => (a.episode.id < b.episode.id ? -1 : 1))) {
    const answer = answerOf(one, policies);
    if ('code' in answer) {
      unused.push(answer);
      continue;
    }
    const label = labelOf(answer);
    if (label === null) {
      const reason = `${labelled} gave it no grade.`;
      unused.push({ episodeId: answer.episode.id, code: 'not_labelled', reason });
      continue;
    }
    const { ids: completion, mask } = answerTokens(answer.acts, 0);
    const { episode, modelHash, templateHash } = answer;
    rows.push(
      labelRowSchema.parse({
        id: episode.id,
        group: episode.taskId,
        prompt_ids: answer.acts[0].promptIds,
        completion_ids: completion,
        completion_mask: mask,
        label,
        provenance: {
          ...provenanceOf(answer),
          taskId: episode.taskId,
          family: episode.family,
          modelHash,
          templateHash,
          labelled,
        },
      }),
    );
  }
  return { rows, unused };
}
