/** Measures a judge on the probes, and keeps the result in the workspace: what has not passed is not to be trusted with a reward. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { askJudge, calibrationOf, probeKinds, probes, rubricOf } from '@understudy/scenarios';
import type { Calibration, Probe, ProbeAnswers } from '@understudy/scenarios';
import { z } from 'zod';
import { guard } from '../store/errors.ts';
import type { Workspace } from '../store/workspace.ts';
import type { Judge } from './judge.ts';

/**
 * Asks the judge about every probe, as many at once as `concurrency`. Rejects with the signal's reason; a judge that is out of reach
 * has answered nothing, and fails.
 */
export async function checkJudge(
  judge: Judge,
  set: readonly Probe[],
  concurrency: number,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<Calibration> {
  const queue = [...set.entries()];
  const answers = new Map<number, ProbeAnswers>();
  const worker = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      const [place, probe] = job;
      const spec = [rubricOf(probe)];
      answers.set(place, {
        probe,
        judgements: await askJudge(judge.model, probe.task, spec, probe.log, signal),
      });
      onProgress(answers.size, set.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, set.length) }, worker));
  return calibrationOf([...answers].toSorted(([a], [b]) => a - b).map(([, answer]) => answer));
}

const recordSchema = z.object({
  judge: z.string(),
  /** Which probes it was measured on: a pass on others says nothing. */
  probes: z.string(),
  rows: z.array(
    z.object({
      kind: z.enum(probeKinds),
      transcripts: z.int(),
      questions: z.int(),
      answered: z.int(),
      agreed: z.int(),
      falseYes: z.int(),
      kappa: z.number().nullable(),
    }),
  ),
  objections: z.array(z.string()),
  fooledBy: z.array(z.string()),
});

const builtIn = digest(JSON.stringify(probes));

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function fileOf(workspace: Workspace, judgeId: string): string {
  const slug = judgeId.replaceAll(/[^\w.-]+/g, '-').slice(0, 60);
  return join(workspace.reports, 'judges', `${slug}-${digest(judgeId).slice(0, 8)}.json`);
}

/** Keeps a calibration in the workspace's reports and returns its path. Throws WorkspaceError. */
export function keepCalibration(workspace: Workspace, judgeId: string, calibration: Calibration): string {
  const path = fileOf(workspace, judgeId);
  return guard(path, () => {
    mkdirSync(join(workspace.reports, 'judges'), { recursive: true });
    writeFileSync(path, `${JSON.stringify({ judge: judgeId, probes: builtIn, ...calibration }, null, 2)}\n`);
    return path;
  });
}

/** Whether this workspace holds a calibration of the judge, on the probes of this version, without objections. */
export function isTrusted(workspace: Workspace, judgeId: string): boolean {
  const path = fileOf(workspace, judgeId);
  if (!existsSync(path)) return false;
  try {
    const record = recordSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return record.judge === judgeId && record.probes === builtIn && record.objections.length === 0;
  } catch {
    // A file that was edited or cut short proves nothing.
    return false;
  }
}
