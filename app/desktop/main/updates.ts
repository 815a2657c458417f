/** New versions, where the package knows an address to ask (`publish` in electron-builder.yml); without one this does nothing. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';

const everyMs = 6 * 60 * 60 * 1000;

/**
 * Looks for a newer version now and then, fetches it, and hands over the way to start it. Only a packaged app whose builder wrote an
 * address beside it asks anyone; a failure is left for the next time (the person may be offline).
 */
export async function followUpdates(onReady: (restart: () => void) => void): Promise<void> {
  if (!app.isPackaged || !existsSync(path.join(process.resourcesPath, 'app-update.yml'))) return;
  const { autoUpdater } = (await import('electron-updater')).default;
  autoUpdater.autoDownload = true;
  // Quitting installs too; it waits for the saves like every way of quitting.
  autoUpdater.autoInstallOnAppQuit = true;
  autoUpdater.on('update-downloaded', () => onReady(() => autoUpdater.quitAndInstall()));
  autoUpdater.on('error', (error) => process.stderr.write(`No update: ${error.message}\n`));
  const look = (): void => void autoUpdater.checkForUpdates().catch(() => undefined);
  look();
  setInterval(look, everyMs).unref();
}
