/** Gives an episode away as one file. */
import { api } from '../shell/connection.ts';

/** Asks the host for the file and lets the browser save it. */
export async function downloadShared(id: string): Promise<void> {
  const { name, html } = await api.episodes.share({ id });
  const address = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after the click; a minute is enough for any file.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
