/** A bounds-checked reader of GGUF's primitive values. It never allocates more than the bytes it was given could hold. */

export type GgufValue = number | boolean | string | readonly GgufValue[];

/** The header says something impossible. */
export class HeaderFault extends Error {}
/** The bytes at hand end inside the header; more of the file may be needed. */
export class NeedsMoreBytes extends Error {}

const ARRAY = 9;
const MAX_DEPTH = 3;
/** Bytes an element of each value type takes at least; a count that could not fit into the file is refused before it is read. */
const LEAST_BYTES: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 4],
  [5, 4],
  [6, 4],
  [7, 1],
  [8, 8],
  [ARRAY, 12],
  [10, 8],
  [11, 8],
  [12, 8],
]);

export class GgufCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #decoder = new TextDecoder();
  #place = 'the start';
  position = 0;
  /** Bytes in the whole file. */
  readonly size: number;

  constructor(bytes: Uint8Array, size: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.size = size;
  }

  /** Names what is read next, for error messages. */
  at(place: string): void {
    this.#place = place;
  }

  fault(problem: string): HeaderFault {
    return new HeaderFault(`at byte ${this.position}, ${this.#place}: ${problem}`);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** An unsigned 64-bit number no greater than `most`. */
  count(most: number): number {
    const value = this.#view.getBigUint64(this.#take(8), true);
    if (value > BigInt(most)) throw this.fault(`${value} is more than ${most}`);
    return Number(value);
  }

  text(length: number): string {
    const start = this.#take(length);
    return this.#decoder.decode(this.#bytes.subarray(start, start + length));
  }

  string(most: number): string {
    return this.text(this.count(most));
  }

  /** A value of a GGUF type; numbers of 64 bits come back rounded to doubles. */
  value(type: number, depth: number): GgufValue {
    if (type === 8) return this.string(Number.MAX_SAFE_INTEGER);
    if (type === ARRAY) return this.#array(depth);
    const width = LEAST_BYTES.get(type);
    if (width === undefined) throw this.fault(`unknown value type ${type}`);
    const start = this.#take(width);
    switch (type) {
      case 0:
        return this.#view.getUint8(start);
      case 1:
        return this.#view.getInt8(start);
      case 2:
        return this.#view.getUint16(start, true);
      case 3:
        return this.#view.getInt16(start, true);
      case 4:
        return this.#view.getUint32(start, true);
      case 5:
        return this.#view.getInt32(start, true);
      case 6:
        return this.#view.getFloat32(start, true);
      case 7:
        return this.#view.getUint8(start) !== 0;
      case 10:
        return Number(this.#view.getBigUint64(start, true));
      case 11:
        return Number(this.#view.getBigInt64(start, true));
      default:
        return this.#view.getFloat64(start, true);
    }
  }

  #array(depth: number): readonly GgufValue[] {
    if (depth >= MAX_DEPTH) throw this.fault(`lists nested deeper than ${MAX_DEPTH}`);
    const type = this.u32();
    const least = LEAST_BYTES.get(type);
    if (least === undefined) throw this.fault(`unknown value type ${type}`);
    const length = this.count(Number.MAX_SAFE_INTEGER);
    if (length * least > this.size - this.position)
      throw this.fault(`a list of ${length} does not fit: the file is truncated`);
    const values: GgufValue[] = [];
    for (let i = 0; i < length; i += 1) values.push(this.value(type, depth + 1));
    return values;
  }

  #take(length: number): number {
    const start = this.position;
    const end = start + length;
    if (end > this.size) throw this.fault(`${length} bytes more than the file has: it is truncated`);
    if (end > this.#bytes.byteLength)
      throw new NeedsMoreBytes(`at byte ${start}, ${this.#place}: the header is too long`);
    this.position = end;
    return start;
  }
}
