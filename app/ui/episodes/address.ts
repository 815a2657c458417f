/** Addresses of episodes, of their steps, and of two side by side. */

export function episodePath(id: string, step?: number): string {
  return `/episodes/${encodeURIComponent(id)}${step === undefined ? '' : `?step=${String(step)}`}`;
}

export function comparePath(a: string, b: string): string {
  return `/compare?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}`;
}

/** The designer, opened at the state in which an episode stood. */
export function designerPath(scenario: string, id: string, step: number): string {
  return `/scenarios/${encodeURIComponent(scenario)}?episode=${encodeURIComponent(id)}&step=${String(step)}`;
}

/** The id in an address below `/episodes`; empty where there is none. */
export function idIn(location: string): string {
  const [, rest = ''] = /^\/episodes\/(.+)$/.exec(location) ?? [];
  try {
    return decodeURIComponent(rest);
  } catch {
    return rest;
  }
}

/** The step that an address asks for; null where it asks for none. */
export function stepIn(search: string): number | null {
  const text = new URLSearchParams(search).get('step') ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
