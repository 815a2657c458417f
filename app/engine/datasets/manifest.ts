/** What a dataset says of itself: `manifest.json`, with the hash of every file beside it. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

/** The files whose content makes the version; the card is derived from them. */
export const contentFiles = ['train.jsonl', 'tokens.jsonl', 'data.parquet', 'selection.json'] as const;
export type ContentFile = (typeof contentFiles)[number];
/** Files for preference tuning and reward models, written where they were asked for; their content is part of the version too. */
export const preferenceFiles = ['pairs.jsonl', 'kto.jsonl', 'labels.jsonl', 'preferences.json'] as const;
export type PreferenceFile = (typeof preferenceFiles)[number];

/** The files that every dataset has. */
export const datasetFiles = [...contentFiles, 'README.md'] as const;
export type DatasetFile = (typeof datasetFiles)[number] | PreferenceFile;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const datasetNameSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,60}$/,
    'a name is 1 to 61 of a-z 0-9 . _ - and begins with a letter or a digit',
  );

export const datasetManifestSchema = z.strictObject({
  v: z.literal(1),
  name: datasetNameSchema,
  /** The first 12 hex digits of `hash`: the folder is `<name>-<version>`. */
  version: z.string().regex(/^[0-9a-f]{12}$/),
  /** Over the names and hashes of the content files. */
  hash: sha256,
  createdAt: z.iso.datetime(),
  scenario: z.string(),
  license: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  /** sha256 of the model that played, where it is known. */
  modelHash: z.string().nullable(),
  /** Whose traces may be in it. */
  policies: z.array(z.string()).min(1),
  counts: z.strictObject({
    episodes: z.int().positive(),
    tasks: z.int().positive(),
    /** Rows of tokens.jsonl. */
    tokenRows: z.int().nonnegative(),
    /** Ids in them, and how many of these carry loss. */
    tokens: z.int().nonnegative(),
    supervisedTokens: z.int().nonnegative(),
    /** Episodes of each task family. */
    families: z.record(z.string(), z.int().positive()),
    /** What the selection looked at, and what it dropped for each reason. */
    considered: z.int().positive(),
    dropped: z.record(z.string(), z.int().positive()),
    /** Rows of the preference files, where there are such. */
    pairs: z.int().nonnegative().optional(),
    kto: z.int().nonnegative().optional(),
    labels: z.int().nonnegative().optional(),
  }),
  files: z.array(
    z.strictObject({
      path: z.enum([...datasetFiles, ...preferenceFiles]),
      sha256,
      bytes: z.int().nonnegative(),
    }),
  ),
});
export type DatasetManifest = z.infer<typeof datasetManifestSchema>;

/** sha256 in hex. */
export function digest(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The hash of a dataset's content, from the sha256 of each content file, and of each preference file that it has. */
export function contentHash(sha256Of: (path: ContentFile | PreferenceFile) => string | undefined): string {
  const lines = [
    ...contentFiles.map((path) => `${path} ${sha256Of(path) ?? ''}\n`),
    ...preferenceFiles.flatMap((path) => {
      const hash = sha256Of(path);
      return hash === undefined ? [] : [`${path} ${hash}\n`];
    }),
  ];
  return digest(lines.join(''));
}
