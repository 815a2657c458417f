/** Remembers what a pure function of a text answered, because the same names and articles come back in call after call. */

/** At most `most` answers are kept; then all are forgotten. The function must never answer undefined. */
export function remembered<T extends string | readonly string[]>(
  most: number,
  work: (text: string) => T,
): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= most) known.clear();
    const value = work(text);
    known.set(text, value);
    return value;
  };
}
