/** A list of names as one text, for lists that are easier to read that way. */
export function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/** The same for names of several words, with commas between them. */
export function list(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim().replace(/\s+/g, ' '));
}
