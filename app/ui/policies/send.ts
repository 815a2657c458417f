/** Sends a model file to the host, piece by piece, over the connection that everything else uses. */
import type { PolicyLine } from '@understudy/host/contract';
import { api, connection } from '../shell/connection.ts';

const PIECE = 4 * 2 ** 20;
/** A piece that was lost with the connection is sent again, so often in a row. */
const TRIES = 3;

/**
 * `told` gets the bytes that have arrived. Rejects with what the host rejects with; with the signal's reason when aborted, and then
 * nothing of the file stays.
 */
export async function sendFile(
  file: File,
  id: string,
  signal: AbortSignal,
  told: (received: number) => void,
): Promise<PolicyLine> {
  const { upload } = await api.policies.upload.begin({ id, name: file.name, bytes: file.size });
  try {
    for (let sent = 0; sent < file.size;) {
      signal.throwIfAborted();
      sent = await sendPiece(upload, sent, file.slice(sent, sent + PIECE));
      told(sent);
    }
    signal.throwIfAborted();
    return await api.policies.upload.finish({ upload });
  } catch (error) {
    void api.policies.upload.cancel({ upload }).catch(() => undefined);
    throw error;
  }
}

async function sendPiece(upload: string, offset: number, piece: Blob): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      return (await api.policies.upload.append({ upload, offset, piece })).received;
    } catch (error) {
      if (tries === TRIES || !(await lost())) throw error;
    }
  }
}

/** Whether the connection is gone, which may show a moment later than the call that failed. */
async function lost(): Promise<boolean> {
  await new Promise((done) => setTimeout(done, 300));
  return connection.state() !== 'open';
}
