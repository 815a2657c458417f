/**
 * What a page may ask of the shell, on one channel. The sender is looked at before the input: it must be the main frame of one of
 * our windows, showing our own origin. Then the input is parsed. Anything else is an error that says which of the two it was.
 */
import { isAbsolute } from 'node:path';
import {
  BrowserWindow,
  ipcMain,
  MessageChannelMain,
  shell,
  type IpcMainInvokeEvent,
  type WebFrameMain,
} from 'electron';
import { z } from 'zod';
import type { ShellAction } from '../bridge.ts';
import { isOwn } from './address.ts';
import {
  openFiles,
  openFilesSchema,
  openFolder,
  openFolderSchema,
  saveFile,
  saveFileSchema,
} from './dialogs.ts';
import { openExternal } from './external.ts';
import type { HostProcess } from './host-process.ts';
import { actionsSchema } from './menu.ts';
import { notificationSchema, notify } from './notifications.ts';

const kind = <const K extends string>(name: K): { readonly kind: z.ZodLiteral<K> } => ({
  kind: z.literal(name),
});

export const requestSchema = z.discriminatedUnion('kind', [
  z.object({ ...kind('connect'), id: z.string().min(1).max(64) }),
  z.object({ ...kind('listening'), channel: z.enum(['action', 'link', 'host']) }),
  openFilesSchema.extend(kind('open-files')),
  openFolderSchema.extend(kind('open-folder')),
  saveFileSchema.extend(kind('save-file')),
  z.object({ ...kind('show-file'), path: z.string().max(4096).refine(isAbsolute, 'must be absolute') }),
  z.object({ ...kind('open-external'), url: z.string().max(2048) }),
  notificationSchema.extend(kind('notify')),
  z.object({ ...kind('set-actions'), actions: actionsSchema }),
]);
export type ShellRequest = z.infer<typeof requestSchema>;

export interface RequestParts {
  /** The host as it is now: it may have been started anew. */
  readonly host: () => Pick<HostProcess, 'connect'>;
  readonly onActions: (actions: readonly ShellAction[]) => void;
  /** A page listens for addresses from now on. */
  readonly onListening: (window: Electron.BrowserWindow) => void;
}

export function answerRequests(parts: RequestParts): void {
  ipcMain.handle('shell', async (event, raw: unknown) => {
    const { window, frame } = sender(event);
    const request = requestSchema.safeParse(raw);
    if (!request.success)
      throw new Error(`The shell does not understand this: ${z.prettifyError(request.error)}`);
    return answer(request.data, window, frame, parts);
  });
}

/** @throws Error when the message does not come from the page of one of our windows */
function sender(event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>): {
  readonly window: Electron.BrowserWindow;
  readonly frame: WebFrameMain;
} {
  const window = BrowserWindow.fromWebContents(event.sender);
  const frame = event.senderFrame;
  if (window === null || frame === null || frame.parent !== null || !isOwn(frame.url))
    throw new Error('The shell answers only the main page of its own windows.');
  return { window, frame };
}

async function answer(
  request: ShellRequest,
  window: Electron.BrowserWindow,
  frame: WebFrameMain,
  parts: RequestParts,
): Promise<unknown> {
  switch (request.kind) {
    case 'connect': {
      const { port1, port2 } = new MessageChannelMain();
      parts.host().connect(port1);
      frame.postMessage('port', request.id, [port2]);
      return undefined;
    }
    case 'listening':
      if (request.channel === 'link') parts.onListening(window);
      return undefined;
    case 'open-files':
      return openFiles(window, request);
    case 'open-folder':
      return openFolder(window, request);
    case 'save-file':
      return saveFile(window, request);
    case 'show-file':
      shell.showItemInFolder(request.path);
      return undefined;
    case 'open-external':
      return openExternal(request.url);
    case 'notify':
      notify(window, request);
      return undefined;
    case 'set-actions':
      parts.onActions(request.actions);
      return undefined;
  }
}
