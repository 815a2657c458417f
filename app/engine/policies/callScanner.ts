/** Follows JSON as it is written, piece by piece, to see where its outermost object ends. */

export class CallScanner {
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** True when this piece closes the outermost object. Pieces need not end at character boundaries: JSON's marks are ASCII. */
  closes(piece: string): boolean {
    for (const character of piece) {
      if (this.#escaped) this.#escaped = false;
      else if (this.#inString) {
        if (character === '\\') this.#escaped = true;
        else if (character === '"') this.#inString = false;
      } else if (character === '"') this.#inString = true;
      else if (character === '{') this.#depth += 1;
      else if (character === '}') {
        this.#depth -= 1;
        if (this.#depth === 0) return true;
      }
    }
    return false;
  }
}
