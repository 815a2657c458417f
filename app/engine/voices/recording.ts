/** Recordings of voices in a file: one JSON object a line, written before the episode goes on, so that a killed run can be resumed. */
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { recordedLineSchema, recordVoice, replayVoice } from '@understudy/scenarios';
import type { RecordedLine, Voice } from '@understudy/scenarios';

/** A recording that cannot be read or written. The message names file and line and what to do. */
export class RecordingFileError extends Error {
  override readonly name = 'RecordingFileError';
}

export interface VoiceRecording {
  readonly voice: Voice;
  close(): void;
}

/**
 * The voice, with everything it is asked and answers appended to the file. A line that a killed process left half written is cut off
 * first. Throws RecordingFileError where the file cannot be opened.
 */
export function recordToFile(voice: Voice, path: string): VoiceRecording {
  const file = opened(path);
  return {
    voice: recordVoice(voice, (line) => {
      writeSync(file, `${JSON.stringify(line)}\n`);
    }),
    close: () => {
      closeSync(file);
    },
  };
}

/** A voice that answers as the file says. Throws RecordingFileError for a file that is missing or holds something else. */
export function replayFromFile(path: string): Voice {
  return replayVoice(readRecording(path));
}

/** Every whole line of a recording. */
export function readRecording(path: string): readonly RecordedLine[] {
  const text = contents(path);
  // What follows the last line break was never finished.
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, i) => {
    const parsed = recordedLineSchema.safeParse(json(line));
    if (!parsed.success)
      throw new RecordingFileError(
        `${path}, line ${String(i + 1)} is not a recorded line of a voice. Name a file that was written by recording a voice.`,
      );
    return parsed.data;
  });
}

function opened(path: string): number {
  try {
    const file = openSync(path, 'a+');
    const bytes = readFileSync(file);
    const whole = bytes.lastIndexOf('\n') + 1;
    if (whole < bytes.length) ftruncateSync(file, whole);
    return file;
  } catch (error) {
    throw new RecordingFileError(
      `The recording ${path} cannot be written: ${messageOf(error)}. Name a file in a folder that exists and can be written to.`,
    );
  }
}

function contents(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RecordingFileError(
      `The recording ${path} cannot be read: ${messageOf(error)}. Name a file that was written by recording a voice.`,
    );
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
