/** The contract's `designer` area: the packs there are, and the drafts in which somebody designs them. */
import {
  addPack,
  damagedPacks,
  draftProblems,
  ownPacks,
  packVersions,
  readDraft,
  readPackVersion,
  saveDraft,
  savePackVersion,
  starterDocument,
  trashPack,
  type Workspace,
} from '@understudy/engine';
import type { Json } from '@understudy/kernel';
import { builtInDocument, builtInPacks, examinePack, type Problem } from '@understudy/scenarios';
import { z } from 'zod';
import type { OpenPack } from '../contract/designer.ts';
import { os } from '../context.ts';
import { RequestError } from '../errors.ts';
import { admissionState, startAdmission } from './admission.ts';
import { rehearse } from './rehearse.ts';
import { vocabulary } from './vocabulary.ts';
import { worldProblems } from './world-problems.ts';

const json = z.json();

export const designer = os.designer.router({
  list: os.designer.list.handler(({ context }) => ({
    builtIn: builtInPacks.map(({ id, title, description, systems, families, tasks }) => ({
      ...{ id, title, description, systems },
      families: families.length,
      tasks: tasks.train + tasks.heldout,
    })),
    own: ownPacks(context.workspace),
    damaged: damagedPacks(context.workspace),
  })),
  get: os.designer.get.handler(async ({ context, input }) => open(context.workspace, input.id)),
  head: os.designer.head.handler(({ context: { workspace }, input: { id } }) => ({
    revision: readDraft(workspace, id).revision,
    versions: packVersions(workspace, id),
  })),
  duplicate: os.designer.duplicate.handler(({ context, input: { from, id, title } }) => {
    const copied = documentOf(context.workspace, from);
    addPack(context.workspace, { id, document: titled(copied, title), note: `Copied from ${from}` });
    context.changes.announce('scenarios', id);
    return { id };
  }),
  create: os.designer.create.handler(({ context, input: { id, title } }) => {
    addPack(context.workspace, { id, document: starterDocument(title), note: 'The beginning' });
    context.changes.announce('scenarios', id);
    return { id };
  }),
  import: os.designer.import.handler(({ context, input }) => {
    const document = parsed(input.text);
    const id = input.id ?? idIn(document);
    addPack(context.workspace, { id, document, note: 'Imported' });
    context.changes.announce('scenarios', id);
    return { id };
  }),
  remove: os.designer.remove.handler(({ context, input }) => {
    const folder = trashPack(context.workspace, input.id);
    context.changes.announce('scenarios', input.id);
    return { folder };
  }),
  save: os.designer.save.handler(async ({ context, input: { id, ...change } }) => {
    const { revision, savedAt, document, unparsed } = saveDraft(context.workspace, id, change);
    context.changes.announce('scenarios', id);
    return { revision, savedAt, problems: await problemsOf(id, { document, unparsed }) };
  }),
  saveVersion: os.designer.saveVersion.handler(async ({ context, input: { id, revision, note } }) => {
    const { document, unparsed } = readDraft(context.workspace, id);
    const problems = await problemsOf(id, { document, unparsed });
    if (problems.length > 0)
      throw new RequestError(
        'CONFLICT',
        `There ${problems.length === 1 ? 'is a problem' : `are ${String(problems.length)} problems`}, so this cannot become a version yet.`,
        'Correct what is marked. The draft itself is saved.',
      );
    const version = savePackVersion(context.workspace, id, { revision, note });
    context.changes.announce('scenarios', id);
    return version;
  }),
  version: os.designer.version.handler(({ context, input: { id, number } }) =>
    readPackVersion(context.workspace, id, number),
  ),
  vocabulary: os.designer.vocabulary.handler(async () => vocabulary()),
  tasks: os.designer.tasks.handler(async ({ context, input: { document, ...rest }, signal }) =>
    context.tryOuts.ask({ what: 'tasks', pack: document, ...rest }, signal),
  ),
  audit: os.designer.audit.handler(async ({ context, input: { document, ...rest }, signal }) =>
    context.tryOuts.ask({ what: 'audit', pack: document, ...rest }, signal),
  ),
  voice: os.designer.voice.handler(async ({ context, input: { document, ...rest }, signal }) =>
    context.tryOuts.ask({ what: 'voice', pack: document, ...rest }, signal),
  ),
  flips: os.designer.flips.handler(async ({ context, input: { id, document, count }, signal }) => {
    const newest = packVersions(context.workspace, id).at(-1);
    if (newest === undefined) return null;
    const before = readPackVersion(context.workspace, id, newest.number).document;
    return context.tryOuts.ask({ what: 'flips', pack: document, before, count }, signal);
  }),
  rehearse: os.designer.rehearse.handler(async ({ context, input }) => ({
    stage: await rehearse(context, input),
  })),
  admission: {
    start: os.designer.admission.start.handler(({ context, input }) =>
      startAdmission(context, input.id, input.most),
    ),
    state: os.designer.admission.state.handler(({ context, input }) => admissionState(context, input.id)),
  },
});

async function open(workspace: Workspace, id: string): Promise<OpenPack> {
  if (builtInPacks.some((pack) => pack.id === id))
    return { id, draft: null, document: json.parse(builtInDocument(id)), problems: [], versions: [] };
  const draft = readDraft(workspace, id);
  return {
    id,
    draft,
    document: draft.document,
    problems: await problemsOf(id, draft),
    versions: packVersions(workspace, id),
  };
}

function documentOf(workspace: Workspace, id: string): Json {
  const builtIn: unknown = builtInDocument(id);
  return builtIn === null ? readDraft(workspace, id).document : json.parse(builtIn);
}

/** A group of fields as JSON; anything else that JSON can be is left as it is. */
function titled(document: Json, title: string): Json {
  const group = z.record(z.string(), json).safeParse(document);
  return group.success ? { ...group.data, title } : document;
}

/** What is wrong with a draft: its form, its references, and what it names that the systems do not have. */
async function problemsOf(
  id: string,
  draft: { readonly document: Json; readonly unparsed: string | null },
): Promise<readonly Problem[]> {
  const { problems } = draftProblems(id, draft);
  const { pack } = examinePack(draft.document);
  return pack === null ? problems : [...problems, ...worldProblems(pack, await vocabulary())];
}

function parsed(text: string): Json {
  try {
    return json.parse(JSON.parse(text));
  } catch (error) {
    throw new RequestError(
      'BAD_REQUEST',
      `This file is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
      'Choose a .json file that was exported here, or correct it in an editor first.',
    );
  }
}

function idIn(document: Json): string {
  const found = z.object({ id: z.string() }).safeParse(document);
  if (found.success) return found.data.id;
  throw new RequestError('BAD_REQUEST', 'This file says no id.', 'Give the pack a name to be kept under.');
}
