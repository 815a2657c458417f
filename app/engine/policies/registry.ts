/**
 * The policies a workspace knows: the embedded model, model files and endpoints that were added, and what was trained here.
 * One JSON file each under `<workspace>/models/registry/`; removing a policy never removes what others made.
 *
 *   listPolicies(workspace)                     the embedded model first, then newest first
 *   findPolicy(workspace, id)                   one of them
 *   choiceOf(policy)                            what `openPolicy` takes to open it
 *   addGguf, addEndpoint, removePolicy          changes by hand
 *   afterTraining (after-training.ts)           registers what a job trained
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { guard, WorkspaceError } from '../store/errors.ts';
import { writeWhole } from '../store/whole.ts';
import type { Workspace } from '../store/workspace.ts';
import { hashFile, inspectGguf } from './gguf.ts';
import { embeddedModel, type PolicyChoice } from './open.ts';
import { PolicyError } from './policy.ts';
import {
  policyDocumentSchema,
  policyIdSchema,
  type PolicyDocument,
  type PolicyFile,
  type PolicySource,
} from './registered.ts';

type Place = Pick<Workspace, 'folder' | 'models'>;

/** `missing`: the file it plays is gone; `changed`: another file of another size lies there. Endpoints are not asked: `ready`. */
export type PolicyState = 'ready' | 'missing' | 'changed';

/** The embedded model's entry is made up, not stored: it comes with Understudy. */
export type RegisteredPolicy = Omit<PolicyDocument, 'v' | 'source' | 'addedAt'> & {
  readonly addedAt: string | null;
  readonly source: PolicySource | { readonly kind: 'embedded' };
  readonly state: PolicyState;
  /** Absolute path of the model file; null for an endpoint. */
  readonly file: string | null;
  /** Absolute path of the Hugging Face folder that training can start from, where there is one. */
  readonly weights: string | null;
};

/** All of them. A file in the registry that is none of ours is passed over: `problems` gets it with the reason. */
export function listPolicies(
  workspace: Place,
  problems: (file: string, reason: string) => void = () => undefined,
): readonly RegisteredPolicy[] {
  const folder = registryOf(workspace);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  const documents = names.flatMap((name) => {
    const found = read(join(folder, name));
    if (found.ok && `${found.document.id}.json` === name) return [found.document];
    problems(join(folder, name), found.ok ? `it says it is ${found.document.id}` : found.reason);
    return [];
  });
  const newestFirst = documents.toSorted((a, b) => b.addedAt.localeCompare(a.addedAt));
  return [embedded(), ...newestFirst.map((document) => registered(workspace, document))];
}

/** Throws WorkspaceError: `not_found`, `corrupt`. */
export function findPolicy(workspace: Place, id: string): RegisteredPolicy {
  if (id === 'embedded') return embedded();
  const file = placeOf(workspace, id);
  if (!existsSync(file)) throw unknownPolicy(workspace, id);
  const found = read(file);
  if (found.ok) return registered(workspace, found.document);
  throw new WorkspaceError('corrupt', `${file} describes no policy: ${found.reason}`, {
    remedy: 'Remove that file and add the policy again.',
  });
}

/** What `openPolicy` takes. Throws PolicyError where the policy's file is gone or another one. */
export function choiceOf(
  policy: RegisteredPolicy,
): Pick<PolicyChoice, 'name' | 'keyVariable' | 'requestsPerMinute'> {
  const { source } = policy;
  if (source.kind === 'endpoint') {
    const { baseUrl, model, keyVariable, requestsPerMinute } = source;
    return {
      name: `${baseUrl}#${model}`,
      ...(keyVariable === null ? {} : { keyVariable }),
      ...(requestsPerMinute === null ? {} : { requestsPerMinute }),
    };
  }
  if (policy.file !== null && policy.state === 'ready') return { name: policy.file };
  throw new PolicyError(
    `The file of the policy ${policy.id} is ${policy.state}: ${policy.file ?? 'it has none'}.`,
    { remedy: 'Put the file back, or remove the policy and add it again.', retryable: false },
  );
}

export interface AddGguf {
  readonly id: string;
  readonly title?: string;
  readonly path: string;
  /** Copy the file into the workspace; else it is played where it lies. */
  readonly copy: boolean;
  /** With `copy`: the file is nobody else's and lies in the workspace's models, so it is renamed, after its title. */
  readonly move?: boolean;
  readonly now?: Date;
}

/** Rejects with PolicyError for a file that is no usable model, WorkspaceError `conflict` where the id is taken. */
export async function addGguf(workspace: Place, options: AddGguf): Promise<RegisteredPolicy> {
  const path = resolve(options.path);
  free(workspace, options.id);
  const gguf = await describeGguf(path);
  const called = options.move === true ? (options.title ?? path) : path;
  const name = `${stem(called)}-${gguf.sha256.slice(0, 12)}.gguf`;
  const file = options.copy ? join(workspace.models, name) : path;
  const beside = join(dirname(path), 'weights');
  if (options.copy && !existsSync(file))
    guard(workspace.models, () => {
      mkdirSync(workspace.models, { recursive: true });
      if (options.move === true) return renameSync(path, file);
      copyFileSync(path, `${file}.part`);
      renameSync(`${file}.part`, file);
    });
  return store(workspace, options.id, options.title ?? basename(path), options.now, {
    kind: 'gguf',
    gguf: { ...gguf, path: stored(workspace, file) },
    copied: options.copy,
    weights: existsSync(join(beside, 'config.json')) ? beside : null,
  });
}

export interface AddEndpoint {
  readonly id: string;
  readonly title?: string;
  /** `http(s)://host/v1#model`, without user name, key or query. */
  readonly address: string;
  readonly keyVariable: string | null;
  readonly requestsPerMinute?: number | null;
  readonly now?: Date;
}

/** Opens no connection. Throws PolicyError for an address that is none, WorkspaceError `conflict` where the id is taken. */
export function addEndpoint(workspace: Place, options: AddEndpoint): RegisteredPolicy {
  const { id, title, address, keyVariable, requestsPerMinute = null, now } = options;
  free(workspace, id);
  const [baseUrl = '', model = ''] = address.split('#');
  const url = URL.parse(baseUrl);
  const sound =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username + url.password + url.search === '' &&
    model !== '';
  if (!sound)
    throw new PolicyError(`${JSON.stringify(address)} is no address of a model behind an endpoint.`, {
      remedy:
        'Give it as http(s)://host/v1#model, without a user name, key or query; name the environment variable that holds the key.',
      retryable: false,
    });
  const source = { kind: 'endpoint' as const, baseUrl, model, keyVariable, requestsPerMinute };
  return store(workspace, id, title ?? `${model} at ${url.host}`, now, source);
}

/** Adds what was trained, or brings its entry up to date. Throws WorkspaceError `conflict` where the id is another job's. */
export function putTrained(
  workspace: Place,
  id: string,
  title: string,
  source: Extract<PolicySource, { kind: 'trained' }>,
  now?: Date,
): RegisteredPolicy {
  const before = existsSync(placeOf(workspace, id)) ? findPolicy(workspace, id) : null;
  if (before?.source.kind !== 'trained' || before.source.job.id !== source.job.id) free(workspace, id);
  const at = before?.addedAt === undefined || before.addedAt === null ? now : new Date(before.addedAt);
  return store(workspace, id, title, at, {
    ...source,
    gguf: { ...source.gguf, path: stored(workspace, source.gguf.path) },
    weights: source.weights === null ? null : stored(workspace, source.weights),
  });
}

/** Forgets a policy. A file that was copied for it goes too, unless another entry plays it; what a job made stays with the job. */
export function removePolicy(workspace: Place, id: string): void {
  const policy = findPolicy(workspace, id);
  const { source, file } = policy;
  if (source.kind === 'embedded')
    throw new WorkspaceError('conflict', 'The embedded model comes with Understudy and cannot be removed.', {
      remedy: 'Name another policy: `understudy policies` lists them.',
    });
  guard(registryOf(workspace), () => {
    rmSync(placeOf(workspace, id));
    const shared = listPolicies(workspace).some((other) => other.file === file);
    if (source.kind === 'gguf' && source.copied && file !== null && !shared) rmSync(file, { force: true });
  });
}

/** What the registry keeps of a model file. Rejects with PolicyError for one that is no usable model. */
export async function describeGguf(path: string): Promise<PolicyFile> {
  const { bytes, architecture, contextLength, parameters } = await inspectGguf(path);
  return { path, sha256: await hashFile(path), bytes, architecture, contextLength, parameters };
}

function embedded(): RegisteredPolicy {
  const { gguf, weights } = embeddedModel;
  return {
    id: 'embedded',
    title: 'The embedded model',
    addedAt: null,
    source: { kind: 'embedded' },
    state: existsSync(gguf) ? 'ready' : 'missing',
    file: gguf,
    weights: existsSync(weights) ? weights : null,
  };
}

function registered(workspace: Place, document: PolicyDocument): RegisteredPolicy {
  const { id, title, addedAt, source } = document;
  if (source.kind === 'endpoint')
    return { id, title, addedAt, source, state: 'ready', file: null, weights: null };
  const file = resolve(workspace.folder, source.gguf.path);
  const found = statSync(file, { throwIfNoEntry: false });
  const state = found === undefined ? 'missing' : found.size === source.gguf.bytes ? 'ready' : 'changed';
  const weights = source.weights === null ? null : resolve(workspace.folder, source.weights);
  return {
    id,
    title,
    addedAt,
    source,
    state,
    file,
    weights: weights !== null && existsSync(weights) ? weights : null,
  };
}

function store(
  workspace: Place,
  id: string,
  title: string,
  now: Date = new Date(),
  source: PolicySource,
): RegisteredPolicy {
  const parsed = policyDocumentSchema.safeParse({ v: 1, id, title, addedAt: now.toISOString(), source });
  if (!parsed.success)
    throw new PolicyError(`The policy ${id} cannot be kept: ${z.prettifyError(parsed.error)}`, {
      remedy: 'Correct the value it names.',
      retryable: false,
    });
  guard(registryOf(workspace), () => {
    mkdirSync(registryOf(workspace), { recursive: true });
    writeWhole(placeOf(workspace, id), `${JSON.stringify(parsed.data, null, 2)}\n`);
  });
  return registered(workspace, parsed.data);
}

function free(workspace: Place, id: string): void {
  if (id !== 'embedded' && !existsSync(placeOf(workspace, id))) return;
  throw new WorkspaceError('conflict', `There is a policy ${id} already.`, {
    remedy: 'Give this one another name, or remove that one: `understudy policies remove`.',
  });
}

type Read =
  { readonly ok: true; readonly document: PolicyDocument } | { readonly ok: false; readonly reason: string };

function read(file: string): Read {
  try {
    const parsed = policyDocumentSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (parsed.success) return { ok: true, document: parsed.data };
    return { ok: false, reason: z.prettifyError(parsed.error) };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

function registryOf(workspace: Place): string {
  return join(workspace.models, 'registry');
}

function placeOf(workspace: Place, id: string): string {
  if (policyIdSchema.safeParse(id).success) return join(registryOf(workspace), `${id}.json`);
  throw new WorkspaceError('not_found', `${JSON.stringify(id)} is no policy’s id.`, {
    remedy: 'An id is 1 to 61 of a-z 0-9 . _ - and begins with a letter or a digit.',
  });
}

function unknownPolicy(workspace: Place, id: string): WorkspaceError {
  return new WorkspaceError('not_found', `There is no policy ${id} in ${workspace.folder}.`, {
    remedy: '`understudy policies` lists those there are.',
  });
}

/** Relative to the workspace where it lies inside, so that a moved workspace keeps its policies. */
function stored(workspace: Place, path: string): string {
  const inside = relative(workspace.folder, path);
  const outside = inside.startsWith('..') || isAbsolute(inside);
  return outside ? path : inside.split(sep).join('/');
}

function stem(path: string): string {
  const name = basename(path, '.gguf').replaceAll(/[^\w.-]+/g, '-');
  return name.slice(0, 60);
}
