/**
 * Model files that a browser sends, piece by piece: a page never learns where a dropped file lies. They grow in a folder of their own
 * inside the workspace's models and become a policy only when they are whole, so nothing half-written is ever played or listed.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, statfsSync } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { addGguf, listPolicies, type RegisteredPolicy, type Workspace } from '@understudy/engine';
import { RequestError } from '../errors.ts';

export interface UploadWanted {
  /** The policy's. */
  readonly id: string;
  /** The file's own name, for a person. */
  readonly name: string;
  readonly bytes: number;
}

export interface Uploads {
  /** Throws RequestError: the id is taken, the name is no model's, the disk has no room for it. */
  begin(wanted: UploadWanted): Promise<{ readonly upload: string }>;
  /**
   * Takes the piece that begins at this byte; one that is here already is taken again without harm, so a piece whose answer was lost
   * can be sent once more. Rejects for a gap, for more than was said, and for a beginning that is no GGUF file's: the upload is gone
   * then.
   */
  append(upload: string, offset: number, piece: Uint8Array): Promise<{ readonly received: number }>;
  /** The file is whole: checks it and makes it a policy. Rejects for one that is not, with the reason; it is gone then. */
  finish(upload: string): Promise<RegisteredPolicy>;
  cancel(upload: string): Promise<void>;
  close(): Promise<void>;
}

interface Upload extends UploadWanted {
  readonly path: string;
  readonly file: FileHandle;
  received: number;
  /** Pieces are written one after the other. */
  last: Promise<unknown>;
  timer: NodeJS.Timeout;
}

/** An upload of which nothing has come for so long was left: its window is gone. */
const LEFT_MS = 10 * 60_000;
/** Bytes that stay free on the disk for traces and everything else. */
const SPARE = 256 * 2 ** 20;
const MAGIC = Buffer.from('GGUF');

/** The workspace must be locked by this process: what an earlier one left half-written is removed. */
export function createUploads(
  workspace: Pick<Workspace, 'folder' | 'models'>,
  { leftMs = LEFT_MS }: { readonly leftMs?: number } = {},
): Uploads {
  const folder = join(workspace.models, '.incoming');
  rmSync(folder, { recursive: true, force: true });
  const uploads = new Map<string, Upload>();

  const drop = async (id: string): Promise<void> => {
    const upload = uploads.get(id);
    if (upload === undefined) return;
    uploads.delete(id);
    clearTimeout(upload.timer);
    await upload.last.catch(() => undefined);
    await upload.file.close().catch(() => undefined);
    await rm(upload.path, { force: true });
  };
  const watch = (id: string): NodeJS.Timeout => setTimeout(() => void drop(id), leftMs).unref();
  const known = (id: string): Upload => {
    const upload = uploads.get(id);
    if (upload !== undefined) return upload;
    throw new RequestError('NOT_FOUND', 'This upload is not going on any more.', 'Send the file once more.');
  };
  /** Runs when everything before it is over; what fails ends the upload. */
  const after = async <T>(id: string, work: (upload: Upload) => Promise<T>): Promise<T> => {
    const upload = known(id);
    clearTimeout(upload.timer);
    upload.timer = watch(id);
    const turn = upload.last.catch(() => undefined).then(async () => work(known(id)));
    upload.last = turn;
    try {
      return await turn;
    } catch (error) {
      await drop(id);
      throw error;
    }
  };

  return {
    begin: async ({ id, name, bytes }) => {
      if (!/\.gguf$/i.test(name))
        throw new RequestError(
          'BAD_REQUEST',
          `${name} is no model file that can be played here.`,
          'Choose a .gguf file.',
        );
      if (listPolicies(workspace).some((policy) => policy.id === id))
        throw new RequestError('CONFLICT', `There is a policy ${id} already.`, 'Give this one another name.');
      mkdirSync(folder, { recursive: true });
      const { bavail, bsize } = statfsSync(folder);
      const coming = [...uploads.values()].reduce((sum, one) => sum + one.bytes - one.received, 0);
      if (bytes + coming + SPARE > bavail * bsize)
        throw new RequestError(
          'CONFLICT',
          `There is no room for ${name}: it takes ${gigabytes(bytes)}, and ${gigabytes(bavail * bsize)} are free.`,
          'Free some room on the disk, or give the path of the file where it lies and do not copy it.',
        );
      const upload = randomUUID();
      const path = join(folder, `${upload}.gguf`);
      const file = await open(path, 'wx', 0o600);
      uploads.set(upload, {
        ...{ id, name, bytes, path, file },
        received: 0,
        last: Promise.resolve(),
        timer: watch(upload),
      });
      return { upload };
    },
    append: async (id, offset, piece) =>
      after(id, async (upload) => {
        const { received, bytes, name, file } = upload;
        const end = offset + piece.length;
        if (end <= received) return { received };
        if (offset !== received || end > bytes)
          throw new RequestError(
            'CONFLICT',
            `The pieces of ${name} do not fit together: ${String(received)} bytes are here, and one came for ${String(offset)}.`,
            'Send the file once more; it may have changed meanwhile.',
          );
        if (offset === 0 && !MAGIC.equals(piece.subarray(0, MAGIC.length)))
          throw new RequestError(
            'BAD_REQUEST',
            `${name} is no GGUF file: it does not begin like one.`,
            'Choose a model in the GGUF format. Others have to be converted first.',
          );
        const { bytesWritten } = await file.write(piece, 0, piece.length, offset);
        if (bytesWritten < piece.length)
          throw new RequestError(
            'CONFLICT',
            `The disk took only a part of ${name}.`,
            'Free some room on it.',
          );
        upload.received = end;
        return { received: end };
      }),
    finish: async (upload) => {
      const policy = await after(upload, async ({ id, name, bytes, received, path, file }) => {
        if (received !== bytes)
          throw new RequestError(
            'CONFLICT',
            `${name} is not whole: ${String(received)} of ${String(bytes)} bytes came.`,
            'Send the file once more.',
          );
        await file.sync();
        await file.close();
        return addGguf(workspace, { id, title: name, path, copy: true, move: true });
      });
      await drop(upload);
      return policy;
    },
    cancel: drop,
    close: async () => {
      await Promise.all([...uploads.keys()].map(drop));
    },
  };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 1e9 ? 3 : 1)} GB`;
}
