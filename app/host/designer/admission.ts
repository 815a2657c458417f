/** The admission of drafts: a piece of work for each, with what it found so far. What a whole one found is kept with the pack. */
import {
  admitAll,
  documentDigest,
  draftProblems,
  keepAdmission,
  readAdmission,
  readDraft,
  type KeptAdmission,
  type Workspace,
} from '@understudy/engine';
import { taskKeys, type Pack } from '@understudy/scenarios';
import type { AdmissionState } from '../contract/designer.ts';
import type { HostContext } from '../context.ts';
import { RequestError } from '../errors.ts';

/** One that was begun since the host was started. */
type Begun = KeptAdmission & Pick<AdmissionState, 'work' | 'tried'>;

const remembered = new WeakMap<Workspace, Map<string, Begun>>();

function memory(workspace: Workspace): Map<string, Begun> {
  const known = remembered.get(workspace) ?? new Map<string, Begun>();
  remembered.set(workspace, known);
  return known;
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
  const begun = {
    candidates: taskKeys(tried, 'train').length + taskKeys(tried, 'heldout').length,
    document: documentDigest(draft.document),
  };
  const item = works.start({
    kind: 'admission',
    title: `Trying the tasks of ${pack.title}`,
    link: `/scenarios/${id}?part=check`,
    run: async (signal, report) => {
      const update = (change: Partial<Begun>): void => {
        const state = states.get(id);
        if (state?.work !== item.id) return;
        states.set(id, { ...state, ...change });
        changes.announce('scenarios', id);
      };
      const { families } = await admitAll([tried], {
        signal,
        onProgress: (done, total) => {
          report.progress(done, total, 'tasks tried');
          update({ tried: done });
        },
        onFamily: (family) => update({ families: [...(states.get(id)?.families ?? []), family] }),
      });
      const at = Date.now();
      update({ families: [...families], at });
      keepAdmission(workspace, id, { ...begun, families: [...families], at });
      const rejected = families.reduce((sum, family) => sum + family.rejected.length, 0);
      const total = families.reduce((sum, family) => sum + family.candidates, 0);
      return `${String(total - rejected)} of ${String(total)} tasks pass.`;
    },
  });
  states.set(id, { ...begun, work: item.id, tried: 0, families: [], at: Date.now() });
  return { work: item.id };
}

function limited(pack: Pack, most: number | undefined): Pack {
  if (most === undefined) return pack;
  const { train, heldout } = pack.tasks;
  return { ...pack, tasks: { train: Math.min(train, most), heldout: Math.min(heldout, most) } };
}

/** Null where none was ever tried whole. */
export function admissionState({ workspace, works }: HostContext, id: string): AdmissionState | null {
  const begun = memory(workspace).get(id);
  const state = begun ?? readAdmission(workspace, id);
  if (state === null) return null;
  const { document, candidates, families, at } = state;
  const { work = null, tried = candidates } = begun ?? {};
  return {
    ...{ work, tried, candidates, families, at },
    running: work !== null && works.get(work)?.status === 'running',
    current: documentDigest(readDraft(workspace, id).document) === document,
  };
}
