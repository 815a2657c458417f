/** Fetches a model file into a workspace: beside its place first, checked, then renamed, so that it is whole or not there. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readdir, rename, rm, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { hashFile, inspectGguf } from '../policies/gguf.ts';
import { PolicyError } from '../policies/policy.ts';
import { explain, WorkspaceError } from '../store/errors.ts';
import type { Observer } from './observer.ts';

export interface Download {
  readonly url: URL;
  /** Where it is kept, as `<name>-<8 digits of the address's hash>-<12 of the content's sha256>.gguf`. */
  readonly folder: string;
  readonly observer: Observer;
  readonly signal: AbortSignal;
  /** Bytes that may be written. Default: what is free on the disk of `folder`. */
  readonly spaceBytes?: number;
}

/**
 * The path of the GGUF file at `url`; one that was downloaded from there before and is unchanged is not fetched again.
 * Rejects with PolicyError (unreachable, refused, broken off, no usable GGUF), WorkspaceError `full`, or the signal's reason.
 */
export async function downloadModel(download: Download): Promise<string> {
  const { url, folder, observer, signal } = download;
  const stem = stemOf(url);
  const known = await earlier(folder, stem);
  if (known !== null) {
    observer.note(`${addressOf(url)} was downloaded before: ${known}`);
    return known;
  }
  const part = join(folder, `${stem}.part`);
  try {
    const sha256 = await fetchTo(part, download);
    await inspectGguf(part).catch((cause: unknown) => {
      throw unusable(url, cause);
    });
    const path = join(folder, `${stem}-${sha256.slice(0, 12)}.gguf`);
    await rename(part, path);
    return path;
  } catch (error) {
    signal.throwIfAborted();
    throw explain(error, folder) ?? error;
  } finally {
    await rm(part, { force: true });
  }
}

function stemOf(url: URL): string {
  const name = basename(url.pathname, '.gguf')
    .replaceAll(/[^\w.-]+/g, '-')
    .slice(0, 60);
  return `${name}-${createHash('sha256').update(url.href).digest('hex').slice(0, 8)}`;
}

/** The address as it may be shown: a query can hold a key. */
function addressOf(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

async function earlier(folder: string, stem: string): Promise<string | null> {
  for (const name of await readdir(folder)) {
    const [, sha256] = /-([0-9a-f]{12})\.gguf$/.exec(name) ?? [];
    if (sha256 === undefined || name !== `${stem}-${sha256}.gguf`) continue;
    const path = join(folder, name);
    if ((await hashFile(path)).startsWith(sha256)) return path;
  }
  return null;
}

/** Streams the content into `part`; its sha256. */
async function fetchTo(part: string, download: Download): Promise<string> {
  const { url, folder, observer, signal } = download;
  const response = await ask(url, signal);
  const total = Number(response.headers.get('content-length') ?? 0);
  const space = download.spaceBytes ?? (await freeBytes(folder));
  if (total > space) throw tooBig(url, folder, space);
  const stage = observer.stage(`Downloading ${basename(url.pathname)}`);
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      bytes += chunk.byteLength;
      if (bytes > space) throw tooBig(url, folder, space);
      hash.update(chunk);
      stage.update(megabytes(bytes), megabytes(Math.max(total, bytes)), 'MB');
      yield chunk;
    }
  };
  const body = response.body ?? [];
  try {
    await pipeline(Readable.from(body), counted, createWriteStream(part), { signal });
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof WorkspaceError || explain(cause, part) !== null) throw cause;
    throw brokenOff(url, bytes, total, cause);
  }
  if (total > 0 && bytes !== total) throw brokenOff(url, bytes, total, null);
  stage.end(`${(bytes / 1e6).toFixed(1)} MB`);
  return hash.digest('hex');
}

async function ask(url: URL, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    // Compressed on the way, the length that is announced would not be the file's.
    response = await fetch(url, { signal, headers: { 'accept-encoding': 'identity' } });
  } catch (cause) {
    signal.throwIfAborted();
    const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    throw new PolicyError(`${addressOf(url)} cannot be reached: ${messageOf(why)}`, {
      remedy: 'Check the address and the connection and try again, or download the file and name its path.',
      retryable: true,
      cause,
    });
  }
  if (response.ok) return response;
  await response.body?.cancel();
  throw new PolicyError(`${addressOf(url)} answered HTTP ${response.status}, not a model file.`, {
    remedy:
      'Open the address in a browser: where it asks to log in, download the file there and name its path.',
    retryable: response.status >= 500 || response.status === 429,
  });
}

function unusable(url: URL, cause: unknown): PolicyError {
  return new PolicyError(`What ${addressOf(url)} gave is no usable model: ${messageOf(cause)}`, {
    remedy: 'Check that the address gives the .gguf file itself, not a page about it.',
    retryable: false,
    cause,
  });
}

function brokenOff(url: URL, bytes: number, total: number, cause: unknown): PolicyError {
  const of = total > 0 ? ` of ${total}` : '';
  const why = cause === null ? '' : ` (${messageOf(cause)})`;
  return new PolicyError(`The download of ${addressOf(url)} broke off after ${bytes}${of} bytes${why}.`, {
    remedy: 'Run the same command again.',
    retryable: true,
    cause,
  });
}

function tooBig(url: URL, folder: string, space: number): WorkspaceError {
  return new WorkspaceError(
    'full',
    `${addressOf(url)} does not fit on the disk of ${folder}: ${megabytes(space)} MB are free.`,
    { remedy: 'Free some space, or name a workspace on another disk with --workspace.' },
  );
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
