/** Addresses that leave the app for the system's browser: https, and only hosts that the screens link to. */
import { shell } from 'electron';

/** Where models, Python and the trainer's packages come from. A link in a transcript leads to none of them by chance. */
const hosts: ReadonlySet<string> = new Set(['huggingface.co', 'www.python.org', 'pytorch.org']);

export function mayLeave(address: string): boolean {
  const url = URL.parse(address);
  return (
    url !== null &&
    url.protocol === 'https:' &&
    url.username === '' &&
    url.password === '' &&
    url.port === '' &&
    hosts.has(url.hostname)
  );
}

/** @returns whether it was opened; false for an address that is not on the list */
export async function openExternal(address: string): Promise<boolean> {
  if (!mayLeave(address)) return false;
  await shell.openExternal(address);
  return true;
}
