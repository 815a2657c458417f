/** All that a page can reach of the shell: `window.understudy`, as bridge.ts describes it. It decides nothing; the main process checks. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { ShellBridge } from '../bridge.ts';

declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: unknown, origin: string, transfer: readonly unknown[]): void;
};

type Answer = ReturnType<typeof ipcRenderer.invoke>;
const ask = (kind: string, input: object): Answer => ipcRenderer.invoke('shell', { ...input, kind });
function follow(channel: string, listener: (said: never) => void): () => void {
  const heard = (_event: unknown, said: unknown): void => void Reflect.apply(listener, undefined, [said]);
  ipcRenderer.on(channel, heard);
  void ask('listening', { channel });
  return () => void ipcRenderer.off(channel, heard);
}
// A port can cross into the page only as part of a message of its own window.
ipcRenderer.on('port', (event, id: string) => {
  window.postMessage({ understudy: 'port', id }, window.location.origin, event.ports);
});
const bridge: ShellBridge = {
  shell: 'electron',
  platform: process.platform,
  connect: (id) => ask('connect', { id }),
  openFiles: (options) => ask('open-files', options),
  openFolder: (options) => ask('open-folder', options),
  saveFile: (options) => ask('save-file', options),
  showFile: (path) => ask('show-file', { path }),
  openExternal: (url) => ask('open-external', { url }),
  notify: (notification) => ask('notify', notification),
  setActions: (actions) => ask('set-actions', { actions }),
  onAction: (listener) => follow('action', listener),
  onLink: (listener) => follow('link', listener),
  onHost: (listener) => follow('host', listener),
  pathOf: (file) => webUtils.getPathForFile(file),
};
contextBridge.exposeInMainWorld('understudy', bridge);
