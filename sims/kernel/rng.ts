/** Seeded randomness. Everything random in a world, a user or a task comes from one of these; nothing else may. */

export interface Rng {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [low, high], both included. */
  int(low: number, high: number): number;
  /** One element, uniformly. Throws RangeError on an empty list. */
  pick<T>(items: readonly T[]): T;
  /** True with probability p. */
  chance(p: number): boolean;
  /** A new list in random order (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** An independent stream named by a label: the same label gives the same stream, whatever was drawn before. */
  fork(label: string): Rng;
}

/** A 32-bit hash of a text (FNV-1a), for seeds. Not for integrity: use sha256 there. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** A generator (sfc32 by C. Doty-Humphrey, as published in PractRand) seeded by a text or a number. */
export function createRng(seed: number | string): Rng {
  const key = String(seed);
  let a = hashText(`a:${key}`);
  let b = hashText(`b:${key}`);
  let c = hashText(`c:${key}`);
  let counter = 1;
  const step = (): number => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 15; i += 1) step();
  const rng: Rng = {
    next: step,
    int: (low, high) => low + Math.floor(step() * (high - low + 1)),
    pick: (items) => {
      const item = items[Math.floor(step() * items.length)];
      if (item === undefined) throw new RangeError('pick() needs a list with at least one element');
      return item;
    },
    chance: (p) => step() < p,
    shuffle: (items) => {
      const copy = [...items];
      for (let i = copy.length - 1; i > 0; i -= 1) {
        const j = Math.floor(step() * (i + 1));
        const left = copy[i];
        const right = copy[j];
        if (left !== undefined && right !== undefined) [copy[i], copy[j]] = [right, left];
      }
      return copy;
    },
    fork: (label) => createRng(`${key}/${label}`),
  };
  return rng;
}
