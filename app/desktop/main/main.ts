/**
 * The desktop shell: windows, menus, dialogs, and a process for the host; nothing of what Understudy does. This is its whole life,
 * from the lock that keeps it single to the quit that waits for saves.
 */
import { app, BrowserWindow, dialog } from 'electron';
import type { HostState, ShellAction, ShellLink } from '../bridge.ts';
import { linkScheme } from './address.ts';
import { openFolder } from './dialogs.ts';
import { startHost, type HostProcess } from './host-process.ts';
import { linkAmong, parseLink } from './links.ts';
import { lockDown } from './lock-down.ts';
import { showMenu } from './menu.ts';
import { places } from './places.ts';
import { declareScheme, serveScreens } from './protocol.ts';
import { waitForSaves } from './quit.ts';
import { answerRequests } from './requests.ts';
import { chosenWorkspace, keepWorkspace } from './settings.ts';
import { followUpdates } from './updates.ts';
import { bringForward, frontWindow, openWindow } from './windows.ts';

const here = places(import.meta.dirname);
let host: HostProcess | null = null;
let quitting = false;
let gone = false;
let actions: readonly ShellAction[] = [];
let restartToUpdate: (() => void) | undefined;
/** Addresses that came before any page listened for them. */
const pending: ShellLink[] = [];
const listening = new WeakSet<Electron.BrowserWindow>();

app.enableSandbox();
declareScheme();
if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);

if (!app.requestSingleInstanceLock()) app.quit();
else {
  app.on('second-instance', (_event, args) => {
    show();
    follow(linkAmong(args));
  });
  // The Mac hands addresses over as an event, also before everything is ready.
  app.on('open-url', (event, address) => {
    event.preventDefault();
    follow(parseLink(address));
  });
  app.on('activate', () => {
    if (app.isReady()) show();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  const endWith = waitForSaves({ host: () => host, onBegin: () => (quitting = true) });
  void app.whenReady().then(() => begin(endWith));
}

/** @param endWith saves everything, then does what it is given */
function begin(endWith: (then: () => void) => void): void {
  lockDown();
  serveScreens(here.screens);
  answerRequests({
    host: () => host ?? { connect: (port) => port.close() },
    onActions: (named) => {
      actions = named;
      refreshMenu();
    },
    onListening: (window) => {
      listening.add(window);
      for (const link of pending.splice(0)) window.webContents.send('link', link);
    },
  });
  refreshMenu();
  follow(linkAmong(process.argv));
  host = openHost(chosenWorkspace());
  const first = openWindow(here.preload);
  // The launcher waits for this line: a shell that ends before it could not start on this machine.
  first.once('show', () => process.stdout.write('Understudy is open.\n'));
  void followUpdates((restart) => {
    restartToUpdate = () => endWith(restart);
    refreshMenu();
  });
}

function openHost(workspace: string): HostProcess {
  const started = startHost({
    program: here.host,
    workspace,
    env: here.env,
    onReady: () => {
      // Pages connect by themselves at first: the port waits for the host.
      if (gone) tellPages('ready');
    },
    onRefused: (message) => void refused(message),
    onDeath: (code) => {
      if (quitting || host !== started) return;
      host = null;
      tellPages('gone');
      void restartOrQuit(workspace, code);
    },
  });
  return started;
}

async function restartOrQuit(workspace: string, code: number): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: 'The part of Understudy that plays episodes stopped.',
    detail:
      `It ended with code ${String(code)}. Everything it had acknowledged is stored in ${workspace}, and training jobs go on. ` +
      'Start it again to go on from there.',
    buttons: ['Start it again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
  });
  if (response === 0) host = openHost(workspace);
  else app.quit();
}

async function refused(message: string): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: 'This workspace cannot be opened.',
    detail: message,
    buttons: ['Choose another folder', 'Quit'],
    defaultId: 0,
    cancelId: 1,
  });
  if (response === 1 || !(await chooseWorkspace())) app.quit();
}

/** @returns false when the person chose none */
async function chooseWorkspace(): Promise<boolean> {
  const folder = await openFolder(frontWindow() ?? null, { title: 'Open a workspace' });
  if (folder === null) return false;
  keepWorkspace(folder);
  const before = host;
  tellPages('gone');
  await before?.close();
  host = openHost(folder);
  return true;
}

function refreshMenu(): void {
  showMenu({
    actions,
    onAction: (id) => frontWindow()?.webContents.send('action', id),
    newWindow: () => openWindow(here.preload),
    openWorkspace: () => void chooseWorkspace(),
    ...(restartToUpdate === undefined ? {} : { restartToUpdate }),
  });
}

function show(): void {
  bringForward(frontWindow() ?? openWindow(here.preload));
}

function follow(link: ShellLink | null): void {
  if (link === null) return;
  const window = frontWindow();
  if (window !== undefined && listening.has(window)) window.webContents.send('link', link);
  else pending.push(link);
}

function tellPages(state: HostState): void {
  gone = state === 'gone';
  for (const window of BrowserWindow.getAllWindows()) window.webContents.send('host', state);
}
