/**
 * What the last whole admission of a workspace's pack found, beside its draft: `scenarios/<id>/admission.json`. It names the document
 * that was tried by its digest, so that nobody takes it for another one's.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '@understudy/kernel';
import { familyAdmissionSchema } from '@understudy/scenarios';
import { z } from 'zod';
import { guard } from '../store/errors.ts';
import { writeWhole } from '../store/whole.ts';
import type { Workspace } from '../store/workspace.ts';
import { draftFile, packsFolder } from './library-files.ts';

const schema = z.strictObject({
  understudy: z.literal('pack-admission'),
  /** sha256 of the document as JSON, in hex. */
  document: z.string().regex(/^[0-9a-f]{64}$/),
  /** When it ended, in milliseconds since the epoch. */
  at: z.int().nonnegative(),
  /** Tasks that were tried; fewer than the pack declares where only some of each split were. */
  candidates: z.int().nonnegative(),
  families: z.array(familyAdmissionSchema),
});

export type KeptAdmission = Readonly<Omit<z.output<typeof schema>, 'understudy'>>;

export function documentDigest(document: Json): string {
  return createHash('sha256').update(JSON.stringify(document)).digest('hex');
}

/** Replaces what was kept; a pack that is gone keeps nothing. Throws WorkspaceError where it cannot be written. */
export function keepAdmission(
  workspace: Pick<Workspace, 'folder'>,
  id: string,
  admission: KeptAdmission,
): void {
  // Somebody may have removed the pack while its tasks were tried.
  if (!existsSync(draftFile(workspace, id))) return;
  const path = join(packsFolder(workspace), id, 'admission.json');
  guard(path, () => writeWhole(path, `${JSON.stringify({ understudy: 'pack-admission', ...admission })}\n`));
}

/** Null where there is none, and where it does not read: trying the tasks again is all it costs. */
export function readAdmission(workspace: Pick<Workspace, 'folder'>, id: string): KeptAdmission | null {
  const path = join(packsFolder(workspace), id, 'admission.json');
  if (!existsSync(path)) return null;
  try {
    const { understudy: _kind, ...kept } = schema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return kept;
  } catch {
    return null;
  }
}
