/** Errors of the command line, and how each known error becomes a message and an exit code. */
import {
  PolicyError,
  RecipeError,
  RecordingFileError,
  TrainingError,
  WorkspaceError,
} from '@understudy/engine';
import type { WorkspaceErrorCode } from '@understudy/engine';
import { ScenarioError } from '@understudy/scenarios';
import pc from 'picocolors';
import { exitCodes } from './exit-codes.ts';
import { clean } from './output/clean.ts';

/** What a person typed cannot be done. */
export class InputError extends Error {
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'InputError';
    this.remedy = remedy;
  }
}

/** Ends the command with an exit code after its own message was printed. */
export class ExitError extends Error {
  readonly code: number;
  constructor(message: string, code: number) {
    super(message);
    this.name = 'ExitError';
    this.code = code;
  }
}

/** Prints what happened and what to do, and returns the exit code. */
export function report(error: unknown): number {
  if (error instanceof Error && error.name === 'AbortError') {
    print('Interrupted. Run the same command again to go on from here.');
    return exitCodes.cancelled;
  }
  const { message, remedy, code } = describe(error);
  print(`${pc.red('✗')} ${clean(message)}${remedy === '' ? '' : `\n  ${clean(remedy)}`}`);
  return code;
}

function print(text: string): void {
  process.stderr.write(`${text}\n`);
}

interface Description {
  readonly message: string;
  /** Empty where the message says it. */
  readonly remedy: string;
  readonly code: number;
}

function describe(error: unknown): Description {
  if (error instanceof InputError)
    return { message: error.message, remedy: error.remedy, code: exitCodes.input };
  if (error instanceof ExitError) return { message: error.message, remedy: '', code: error.code };
  if (error instanceof ScenarioError) return { message: error.message, remedy: '', code: exitCodes.input };
  if (error instanceof RecordingFileError)
    return { message: error.message, remedy: '', code: exitCodes.input };
  if (error instanceof RecipeError)
    return { message: error.message, remedy: error.remedy, code: exitCodes.input };
  if (error instanceof WorkspaceError)
    return { message: error.message, remedy: error.remedy, code: workspaceCodes[error.code] };
  if (error instanceof PolicyError) {
    // What no second try can cure was named wrongly: a file that is no model, an address without a key.
    const code = error.retryable ? exitCodes.unavailable : exitCodes.input;
    return { message: error.message, remedy: error.remedy, code };
  }
  if (error instanceof TrainingError)
    return { message: error.message, remedy: error.remedy, code: trainingCodes[error.outcome] };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message, remedy: '', code: exitCodes.bug };
}

const workspaceCodes: Readonly<Record<WorkspaceErrorCode, number>> = {
  locked: exitCodes.workspace,
  newer: exitCodes.workspace,
  older: exitCodes.workspace,
  read_only: exitCodes.workspace,
  full: exitCodes.workspace,
  corrupt: exitCodes.workspace,
  io: exitCodes.workspace,
  missing: exitCodes.input,
  not_a_workspace: exitCodes.input,
  not_found: exitCodes.input,
  conflict: exitCodes.input,
  held_out: exitCodes.input,
  foreign_trace: exitCodes.input,
  empty: exitCodes.data,
};

const trainingCodes: Readonly<Record<TrainingError['outcome'], number>> = {
  bad_job: exitCodes.input,
  data: exitCodes.data,
  out_of_memory: exitCodes.memory,
  failed: exitCodes.unavailable,
  crashed: exitCodes.unavailable,
};
