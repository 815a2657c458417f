/** Errors of the command line, and how each known error becomes a message and an exit code. */
import { PolicyError, TrainingError, WorkspaceError } from '@understudy/engine';
import { ScenarioError } from '@understudy/scenarios';
import pc from 'picocolors';
import { exitCodes } from './exit-codes.ts';

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
  const print = (text: string): void => {
    process.stderr.write(`${text}\n`);
  };
  if (error instanceof ExitError) {
    print(error.message);
    return error.code;
  }
  if (error instanceof InputError) {
    print(`${pc.red('✗')} ${error.message}\n  ${error.remedy}`);
    return exitCodes.input;
  }
  if (error instanceof ScenarioError) {
    print(`${pc.red('✗')} ${error.message}`);
    return exitCodes.input;
  }
  if (error instanceof WorkspaceError) {
    print(`${pc.red('✗')} ${error.message}\n  ${error.remedy}`);
    return error.code === 'not_found' || error.code === 'missing'
      ? exitCodes.input
      : error.code === 'empty'
        ? exitCodes.data
        : exitCodes.workspace;
  }
  if (error instanceof PolicyError) {
    print(`${pc.red('✗')} ${error.message}\n  ${error.remedy}`);
    return exitCodes.unavailable;
  }
  if (error instanceof TrainingError) {
    print(`${pc.red('✗')} ${error.message}\n  ${error.remedy}`);
    return trainingCodes[error.outcome];
  }
  if (error instanceof Error && error.name === 'AbortError') {
    print('Interrupted. Run the same command again to go on from here.');
    return exitCodes.cancelled;
  }
  print(`${pc.red('✗')} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return exitCodes.bug;
}

const trainingCodes: Readonly<Record<TrainingError['outcome'], number>> = {
  bad_job: exitCodes.input,
  data: exitCodes.data,
  out_of_memory: exitCodes.memory,
  failed: exitCodes.unavailable,
  crashed: exitCodes.unavailable,
};
