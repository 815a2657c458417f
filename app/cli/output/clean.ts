/** Text from models, traces and scenarios is untrusted: control characters could move the cursor, retitle the window, or hide text. */

/** Replaces control characters but line breaks and tabs, and those that reorder or hide text (bidirectional and zero-width). */
export function clean(text: string): string {
  return [...text].map((char) => (isHarmful(char) ? '�' : char)).join('');
}

/** The same for text that must stay on its line. */
export function cleanLine(text: string): string {
  return clean(text).replaceAll(/[\n\t]/g, ' ');
}

function isHarmful(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  return (
    (code < 32 && char !== '\n' && char !== '\t') ||
    (code >= 0x7f && code < 0xa0) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    code === 0xfeff
  );
}
