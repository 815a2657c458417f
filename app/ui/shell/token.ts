/** The secret with which this browser was opened: it comes behind the # of the address and stays in this browser. */
const KEY = 'understudy-token';

/** Takes the token out of the address, so that it is in no history, bookmark or screenshot. Null where there is none. */
export function accessToken(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given !== null) {
    localStorage.setItem(KEY, given);
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return localStorage.getItem(KEY);
}

/** A token that was refused is not tried again. */
export function forgetToken(token: string): void {
  if (localStorage.getItem(KEY) === token) localStorage.removeItem(KEY);
}
