/**
 * Inference processes and who works for whom. A request stays with the process that holds its episode's cache while that one
 * isn't much busier than the others. When a process dies, its requests are tried once more on another, then rejected.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { installation } from '../installation.ts';
import { PolicyError } from './policy.ts';
import {
  fromWorkerSchema,
  type FromWorker,
  type Generated,
  type Generation,
  type Opening,
  type ToWorker,
} from './protocol.ts';
import type { PromptPart } from './template.ts';

export interface InferencePool {
  /** Rejects with the signal's reason at once when aborted, with PolicyError when two processes died of it. */
  generate(generation: Generation, signal: AbortSignal): Promise<Generated>;
  tokenize(parts: readonly PromptPart[]): Promise<readonly number[]>;
  detokenize(ids: readonly number[]): Promise<string>;
  /** Process ids of the inference processes that are ready. */
  processIds(): readonly number[];
  /** Ends every process; open requests reject. */
  close(): Promise<void>;
}

/** What answers a request. */
type Reply = Extract<FromWorker, { readonly id: number }>;

interface Job {
  readonly id: number;
  readonly message: ToWorker;
  /** Null for jobs that need no sequence. */
  readonly episodeId: string | null;
  readonly accept: (answer: Reply) => void;
  readonly reject: (reason: unknown) => void;
  deaths: number;
  /** Nobody waits for it any more, but its sequence is busy until the process answers. */
  abandoned: boolean;
}

interface Worker {
  readonly process: ChildProcess;
  readonly jobs: Map<number, Job>;
  ready: boolean;
  /** The end of its standard error, for the message should it die. */
  lastWords: string;
}

/** Requests by which an episode's own process may be ahead of the idlest one before the episode moves and recomputes its prompt. */
const LOYALTY = 3;
const GRACE_MS = 2000;
const REMEDY =
  'Check the free memory and the model file (its checksum, or export it again); `understudy doctor` says more.';

/** Resolves when every process has loaded the model; rejects with PolicyError when one can't. */
export async function openInferencePool(options: {
  readonly opening: Opening;
  readonly processes: number;
  readonly signal?: AbortSignal;
}): Promise<InferencePool> {
  const { opening } = options;
  const workers = new Set<Worker>();
  const homes = new Map<string, Worker>();
  let queue: Job[] = [];
  let nextId = 0;
  let broken: PolicyError | null = null;

  const load = (worker: Worker): number =>
    [...worker.jobs.values()].filter((job) => job.episodeId !== null).length;

  const pick = (job: Job): Worker | undefined => {
    const ready = [...workers].filter((worker) => worker.ready);
    if (job.episodeId === null) return ready[0];
    const free = ready.filter((worker) => load(worker) < opening.sequences).sort((a, b) => load(a) - load(b));
    const home = homes.get(job.episodeId);
    const [idlest] = free;
    if (home === undefined || idlest === undefined || !free.includes(home)) return idlest;
    return load(home) - load(idlest) > LOYALTY ? idlest : home;
  };

  const pump = (): void => {
    queue = queue.filter((job) => {
      const worker = pick(job);
      if (worker === undefined) return true;
      worker.jobs.set(job.id, job);
      if (job.episodeId !== null) settle(homes, job.episodeId, worker);
      post(worker, job.message);
      return false;
    });
  };

  const breakDown = (error: PolicyError): void => {
    // The first reason is the telling one.
    broken ??= error;
    for (const job of queue) job.reject(broken);
    queue = [];
  };

  const lose = (worker: Worker, how: string): void => {
    workers.delete(worker);
    for (const [episodeId, home] of homes) if (home === worker) homes.delete(episodeId);
    const error = new PolicyError(
      `An inference process died (${how})${worker.lastWords === '' ? '' : `: ${worker.lastWords}`}`,
      {
        remedy: REMEDY,
        retryable: true,
      },
    );
    const open = [...worker.jobs.values()].filter((job) => !job.abandoned);
    for (const job of open) job.deaths += 1;
    if (broken !== null) {
      for (const job of open) job.reject(broken);
      return;
    }
    for (const job of open) if (job.deaths > 1) job.reject(error);
    queue = [...open.filter((job) => job.deaths <= 1), ...queue];
    // One that dies before it is ready would do so again: no endless restarting.
    if (!worker.ready) breakDown(error);
    else start().catch(breakDown);
    pump();
  };

  const receive = (worker: Worker, answer: Reply): void => {
    const job = worker.jobs.get(answer.id);
    worker.jobs.delete(answer.id);
    if (answer.type === 'failed')
      job?.reject(
        new PolicyError(`Inference failed: ${answer.message}`, { remedy: REMEDY, retryable: false }),
      );
    else job?.accept(answer);
    pump();
  };

  const start = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(new URL('./inferenceProcess.ts', import.meta.url), {
        execPath: installation.node,
        execArgv: [],
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      const worker: Worker = { process: child, jobs: new Map(), ready: false, lastWords: '' };
      workers.add(worker);
      child.stderr?.on('data', (bytes: Buffer) => {
        worker.lastWords = (worker.lastWords + bytes.toString()).slice(-500);
      });
      child.on('message', (raw) => {
        const parsed = fromWorkerSchema.safeParse(raw);
        if (!parsed.success) {
          worker.lastWords = `it said what nobody understands: ${parsed.error.message}`;
          child.kill('SIGKILL');
        } else if (parsed.data.type === 'refused') {
          const message = `${parsed.data.message}. ${worker.lastWords}`.trim();
          reject(new PolicyError(`The model did not load: ${message}`, { remedy: REMEDY, retryable: false }));
          child.disconnect();
        } else if (parsed.data.type === 'ready') {
          worker.ready = true;
          resolve();
          pump();
        } else receive(worker, parsed.data);
      });
      child.on('error', (cause) =>
        reject(
          new PolicyError('No inference process could be started.', {
            remedy: REMEDY,
            retryable: true,
            cause,
          }),
        ),
      );
      child.on('exit', (code, signal) => {
        const how = signal ?? `exit code ${code}`;
        if (!worker.ready)
          reject(
            new PolicyError(
              `The inference process ended while it loaded the model (${how}): ${worker.lastWords}`,
              { remedy: REMEDY, retryable: false },
            ),
          );
        lose(worker, how);
      });
      post(worker, { type: 'open', opening });
    });

  const close = async (): Promise<void> => {
    breakDown(new PolicyError('The policy was closed.', { remedy: 'Open it again.', retryable: false }));
    await Promise.all([...workers].map((worker) => end(worker.process)));
  };

  const request = <T>(
    episodeId: string | null,
    makeMessage: (id: number) => ToWorker,
    read: (answer: Reply) => T,
    signal?: AbortSignal,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      if (broken !== null) throw broken;
      signal?.throwIfAborted();
      const id = nextId;
      nextId += 1;
      const stopListening = (): void => signal?.removeEventListener('abort', abandon);
      const job: Job = {
        id,
        message: makeMessage(id),
        episodeId,
        deaths: 0,
        abandoned: false,
        accept: (answer) => {
          stopListening();
          try {
            resolve(read(answer));
          } catch (error) {
            reject(error);
          }
        },
        reject: (reason) => {
          stopListening();
          reject(reason);
        },
      };
      const abandon = (): void => {
        job.abandoned = true;
        queue = queue.filter((queued) => queued !== job);
        for (const worker of workers) if (worker.jobs.has(id)) post(worker, { type: 'abort', id });
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abandon, { once: true });
      queue.push(job);
      pump();
    });

  try {
    options.signal?.throwIfAborted();
    const starting = Promise.all(Array.from({ length: options.processes }, () => start()));
    await (options.signal === undefined ? starting : orAborted(starting, options.signal));
  } catch (error) {
    await close();
    throw error;
  }

  return {
    generate: (generation, signal) =>
      request(
        generation.episodeId,
        (id) => ({ type: 'generate', id, generation }),
        (answer) => (answer.type === 'generated' ? answer.generated : mixedUp(answer)),
        signal,
      ),
    tokenize: (parts) =>
      request(
        null,
        (id) => ({ type: 'tokenize', id, parts: [...parts] }),
        (answer) => (answer.type === 'tokens' ? answer.ids : mixedUp(answer)),
      ),
    detokenize: (ids) =>
      request(
        null,
        (id) => ({ type: 'detokenize', id, ids: [...ids] }),
        (answer) => (answer.type === 'text' ? answer.text : mixedUp(answer)),
      ),
    processIds: () =>
      [...workers].flatMap(({ ready, process: { pid } }) => (ready && pid !== undefined ? [pid] : [])),
    close,
  };
}

/** Remembers an episode's process; forgets the oldest episodes, which have long ended. */
function settle(homes: Map<string, Worker>, episodeId: string, worker: Worker): void {
  homes.delete(episodeId);
  homes.set(episodeId, worker);
  const [oldest] = homes.keys();
  if (homes.size > 1000 && oldest !== undefined) homes.delete(oldest);
}

function post(worker: Worker, message: ToWorker): void {
  // A process that has just died: its `exit` event hands the job on.
  worker.process.send(message, () => undefined);
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    if (child.connected) child.disconnect();
  });
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

function mixedUp(answer: Reply): never {
  throw new PolicyError(`An inference process answered with ${answer.type}, which was not asked.`, {
    remedy: REMEDY,
    retryable: false,
  });
}
