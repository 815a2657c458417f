/** What can go wrong with a workspace folder, said so that a person can act: what happened, where, and the remedy. */

export type WorkspaceErrorCode =
  | 'locked'
  | 'missing'
  | 'not_a_workspace'
  | 'newer'
  | 'older'
  | 'read_only'
  | 'full'
  | 'corrupt'
  | 'io'
  | 'conflict'
  | 'not_found'
  | 'held_out'
  | 'foreign_trace'
  | 'empty';

/** A workspace, its traces or its datasets could not be used. Nothing on disk was left half-written. */
export class WorkspaceError extends Error {
  readonly code: WorkspaceErrorCode;
  readonly remedy: string;
  constructor(
    code: WorkspaceErrorCode,
    message: string,
    options: { readonly remedy: string; readonly cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = 'WorkspaceError';
    this.code = code;
    this.remedy = options.remedy;
  }
}

/** Runs an action on files or SQLite under `path`; known failures become a WorkspaceError naming it, others pass through. */
export function guard<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw explain(error, path) ?? error;
  }
}

/** The WorkspaceError for a failure of the file system or of SQLite at `path`, or null when it is neither. */
export function explain(error: unknown, path: string): WorkspaceError | null {
  if (!(error instanceof Error) || error instanceof WorkspaceError) return null;
  const code = failureCode(error);
  if (code === null) return null;
  const { happened, remedy } = explanations[code];
  return new WorkspaceError(code, `${path}: ${happened} (${error.message})`, { remedy, cause: error });
}

const explanations = {
  full: {
    happened: 'the disk is full',
    remedy: 'Free some space and run the same command again: everything acknowledged so far is kept.',
  },
  read_only: {
    happened: 'this place cannot be written to',
    remedy: 'Give yourself write permission on the folder, or name another one with --workspace.',
  },
  corrupt: {
    happened: 'the file is not a readable SQLite database',
    remedy:
      'Nothing in it was changed. Restore it from a copy, or move it aside (with its -wal and -shm files) and start again; `sqlite3 FILE .recover` may save its rows.',
  },
  locked: {
    happened: 'another program holds the database',
    remedy: 'Close the program that has it open, then try again.',
  },
  io: {
    happened: 'it could not be read or written',
    remedy:
      'Check that the path exists, that it is a folder where one is expected, and that the disk is healthy.',
  },
} as const;

function failureCode(error: Error): keyof typeof explanations | null {
  if ('errcode' in error && typeof error.errcode === 'number') {
    // Extended result codes carry the primary one in the low byte: https://www.sqlite.org/rescode.html
    return sqliteCodes.get(error.errcode & 0xff) ?? null;
  }
  if ('code' in error && typeof error.code === 'string') return fileCodes.get(error.code) ?? null;
  return null;
}

const sqliteCodes = new Map<number, keyof typeof explanations>([
  [5, 'locked'],
  [6, 'locked'],
  [8, 'read_only'],
  [10, 'io'],
  [11, 'corrupt'],
  [13, 'full'],
  [14, 'io'],
  [26, 'corrupt'],
]);

const fileCodes = new Map<string, keyof typeof explanations>([
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EFBIG', 'full'],
  ['EROFS', 'read_only'],
  ['EACCES', 'read_only'],
  ['EPERM', 'read_only'],
  ['EIO', 'io'],
  ['ENOTDIR', 'io'],
  ['EEXIST', 'io'],
  ['ENOENT', 'io'],
  ['EISDIR', 'io'],
]);
