/** The admission of drafts: a piece of work for each, with what it found so far. Remembered while the host lives. */
import { createHash } from 'node:crypto';
import { admitAll, draftProblems, readDraft, type Workspace } from '@understudy/engine';
import type { Json } from '@understudy/kernel';
import { taskKeys, type Pack } from '@understudy/scenarios';
import type { AdmissionState } from '../contract/designer.ts';
import type { HostContext } from '../context.ts';
import { RequestError } from '../errors.ts';

type Remembered = Omit<AdmissionState, 'current' | 'running'> & { readonly document: string };

const remembered = new WeakMap<Workspace, Map<string, Remembered>>();

function memory(workspace: Workspace): Map<string, Remembered> {
  const known = remembered.get(workspace) ?? new Map<string, Remembered>();
  remembered.set(workspace, known);
  return known;
}

function fingerprint(document: Json): string {
  return createHash('sha256').update(JSON.stringify(document)).digest('hex');
}

export function startAdmission(
  { workspace, works, changes }: HostContext,
  id: string,
  most: number | undefined,
): { readonly work: string } {
  const draft = readDraft(workspace, id);
  const { pack, problems } = draftProblems(id, draft);
  if (pack === null)
    throw new RequestError(
      'CONFLICT',
      `${id} has ${String(problems.length)} ${problems.length === 1 ? 'problem' : 'problems'}.`,
      'Correct what is marked first: tasks can only be tried when the document is whole.',
    );
  const tried = limited(pack, most);
  const states = memory(workspace);
  const item = works.start({
    kind: 'admission',
    title: `Trying the tasks of ${pack.title}`,
    link: `/scenarios/${id}?part=check`,
    run: async (signal, report) => {
      const update = (change: Partial<Remembered>): void => {
        const state = states.get(id);
        if (state?.work !== item.id) return;
        states.set(id, { ...state, ...change });
        changes.announce('scenarios', id);
      };
      const run = await admitAll([tried], {
        signal,
        onProgress: (done, total) => {
          report.progress(done, total, 'tasks tried');
          update({ tried: done });
        },
        onFamily: (family) => update({ families: [...(states.get(id)?.families ?? []), family] }),
      });
      update({ families: run.families });
      const rejected = run.families.reduce((sum, family) => sum + family.rejected.length, 0);
      const total = run.families.reduce((sum, family) => sum + family.candidates, 0);
      return `${String(total - rejected)} of ${String(total)} tasks pass.`;
    },
  });
  states.set(id, {
    work: item.id,
    tried: 0,
    candidates: taskKeys(tried, 'train').length + taskKeys(tried, 'heldout').length,
    families: [],
    at: Date.now(),
    document: fingerprint(draft.document),
  });
  return { work: item.id };
}

function limited(pack: Pack, most: number | undefined): Pack {
  if (most === undefined) return pack;
  const { train, heldout } = pack.tasks;
  return { ...pack, tasks: { train: Math.min(train, most), heldout: Math.min(heldout, most) } };
}

export function admissionState({ workspace, works }: HostContext, id: string): AdmissionState | null {
  const state = memory(workspace).get(id);
  if (state === undefined) return null;
  const { document, ...rest } = state;
  return {
    ...rest,
    running: works.get(state.work)?.status === 'running',
    current: fingerprint(readDraft(workspace, id).document) === document,
  };
}
