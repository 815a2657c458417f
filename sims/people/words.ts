/** A list of names as one text, for lists that are easier to read that way. */
export function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
