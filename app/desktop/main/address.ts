/** The one origin that windows show. Whatever asks the shell for something must come from there. */

export const scheme = 'app';
/** The scheme of addresses that other programs open. */
export const linkScheme = 'understudy';
export const origin = `${scheme}://understudy`;

/** Whether an address belongs to the app's own pages. An address that cannot be read does not. */
export function isOwn(address: string): boolean {
  const url = URL.parse(address);
  // Node gives addresses of its own schemes the origin "null": host and scheme are compared instead.
  return (
    url !== null &&
    url.protocol === `${scheme}:` &&
    url.host === 'understudy' &&
    url.username === '' &&
    url.password === ''
  );
}
