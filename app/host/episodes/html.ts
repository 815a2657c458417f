/** HTML put together safely: whatever is filled into a template is text, unless it came out of another template. */

export interface Safe {
  readonly safe: string;
}

export function html(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Safe | readonly Safe[])[]
): Safe {
  const filled = values.map((value) => {
    if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
    return 'safe' in value ? value.safe : value.map(({ safe }) => safe).join('');
  });
  return { safe: strings.map((text, i) => text + (filled[i] ?? '')).join('') };
}

export const nothing: Safe = { safe: '' };

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Also without the characters that HTML cannot hold or that turn the direction of what stands around them. */
function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
    .replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) =>
      '\t\n\r'.includes(character) ? character : '\ufffd',
    );
}
