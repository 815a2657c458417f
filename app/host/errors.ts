/** What the screen is told when something goes wrong: what happened, and what to do. Known errors only; others are a bug's. */
import { PolicyError, RecordingFileError, TrainingError, WorkspaceError } from '@understudy/engine';
import { ScenarioError } from '@understudy/scenarios';
import { ORPCError, ValidationError } from '@orpc/server';
import { z } from 'zod';
import type { ErrorData } from './contract/index.ts';

/** What a person asked for cannot be done. */
export class RequestError extends Error {
  readonly remedy: string;
  readonly code: 'NOT_FOUND' | 'BAD_REQUEST' | 'CONFLICT';
  constructor(code: RequestError['code'], message: string, remedy: string) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
    this.remedy = remedy;
  }
}

export function describeError(error: unknown): { readonly message: string; readonly remedy: string } {
  if (error instanceof RequestError || error instanceof WorkspaceError || error instanceof TrainingError)
    return { message: error.message, remedy: error.remedy };
  if (error instanceof PolicyError) return { message: error.message, remedy: error.remedy };
  if (error instanceof ScenarioError || error instanceof RecordingFileError)
    return { message: error.message, remedy: '' };
  const message = error instanceof Error ? error.message : String(error);
  return {
    message: `Something went wrong inside Understudy: ${message}`,
    remedy: 'Try it once more. If it stays, report it with what you did just before.',
  };
}

/** The error as it crosses the contract. */
export function contractError(error: unknown): ORPCError<string, ErrorData> {
  if (error instanceof ORPCError && error.cause instanceof ValidationError) {
    const message = z.prettifyError(new z.ZodError(zodIssues(error.cause.issues)));
    return new ORPCError('BAD_REQUEST', {
      message,
      data: { remedy: 'Correct the value it names.' },
      cause: error,
    });
  }
  if (error instanceof ORPCError)
    return new ORPCError(String(error.code), { message: error.message, data: { remedy: '' }, cause: error });
  const { message, remedy } = describeError(error);
  return new ORPCError(codeOf(error), { message, data: { remedy }, cause: error });
}

function codeOf(error: unknown): string {
  if (error instanceof RequestError) return error.code;
  if (error instanceof WorkspaceError) return error.code === 'not_found' ? 'NOT_FOUND' : 'CONFLICT';
  if (error instanceof ScenarioError || error instanceof PolicyError || error instanceof TrainingError)
    return 'BAD_REQUEST';
  return 'INTERNAL_SERVER_ERROR';
}

const issueSchema = z.array(
  z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).default([]) }),
);

function zodIssues(issues: unknown): z.core.$ZodIssue[] {
  return issueSchema.parse(issues).map((issue) => ({ code: 'custom', ...issue, input: undefined }));
}
