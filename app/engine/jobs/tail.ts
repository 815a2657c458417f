/** Reads a job's event file as it grows, in whole lines. Never writes. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { parseEvent, type JobEvent } from './events.ts';

/** Bytes that are read and parsed in a few milliseconds. */
export const SLICE = 64 * 1024;

/** What was appended to a file since the last look. */
export class Tail {
  readonly #file: string;
  /** The end of the last whole line: a line cut short by a kill is cut off by the next run, so it is read again. */
  #offset = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Bytes that were read. */
  get offset(): number {
    return this.#offset;
  }

  /** @param most bytes to read at once; a line that is longer is read whole. None where nothing whole was appended. */
  lines(most: number = Number.POSITIVE_INFINITY): readonly string[] {
    let handle: number;
    try {
      handle = openSync(this.#file, 'r');
    } catch {
      return [];
    }
    try {
      const unread = Math.max(0, fstatSync(handle).size - this.#offset);
      let [appended, end] = [Buffer.alloc(0), 0];
      for (let size = Math.min(unread, most); end === 0 && size > appended.length;) {
        appended = Buffer.alloc(size);
        const read = readSync(handle, appended, 0, size, this.#offset);
        end = appended.subarray(0, read).lastIndexOf(0x0a) + 1;
        size = Math.min(unread, 2 * size);
      }
      this.#offset += end;
      return appended.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
    } finally {
      closeSync(handle);
    }
  }
}

const seqIn = /"seq":(\d+)/;
const HEAD = 120;

/**
 * The first `limit` events behind `after` in the file, oldest first; none where there is no file. Only the lines asked for are
 * parsed: `seq` rises with every line, so their beginning is searched for from the end.
 */
export function eventsAfter(file: string, after: number, limit: number): readonly JobEvent[] {
  let data: Buffer;
  try {
    data = readFileSync(file);
  } catch {
    return [];
  }
  const whole = data.lastIndexOf(0x0a) + 1;
  let start = whole;
  while (start > 0) {
    const lineStart = data.lastIndexOf(0x0a, start - 2) + 1;
    const seq = seqIn.exec(data.toString('utf8', lineStart, Math.min(start, lineStart + HEAD)))?.[1];
    if (seq !== undefined && Number(seq) <= after) break;
    start = lineStart;
  }
  const events: JobEvent[] = [];
  while (start < whole && events.length < limit) {
    const end = data.indexOf(0x0a, start);
    const event = parseEvent(data.toString('utf8', start, end));
    if (event !== null && event.seq > after) events.push(event);
    start = end + 1;
  }
  return events;
}
