/** The system's own dialogs for files. They give paths; reading and writing is the host's. */
import { dialog, type FileFilter } from 'electron';
import { z } from 'zod';

const title = z.string().min(1).max(120);
const kinds = z
  .array(
    z.object({
      name: z.string().min(1).max(60),
      extensions: z
        .array(z.string().regex(/^[a-z0-9]{1,12}$/))
        .min(1)
        .max(12),
    }),
  )
  .max(12)
  .default([]);

export const openFilesSchema = z.object({ title, kinds, many: z.boolean().default(false) });
export const openFolderSchema = z.object({ title });
/** A name, not a path: where it goes is the person's choice. */
export const saveFileSchema = z.object({
  title,
  kinds,
  name: z
    .string()
    .max(120)
    .regex(/^[^/\\:\p{Cc}]+$/u),
});

export async function openFiles(
  window: Electron.BrowserWindow,
  options: z.infer<typeof openFilesSchema>,
): Promise<readonly string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: options.title,
    filters: filters(options.kinds),
    properties: options.many ? ['openFile', 'multiSelections'] : ['openFile'],
  });
  return canceled ? [] : filePaths;
}

/** @param window null where there is none to stand before */
export async function openFolder(
  window: Electron.BrowserWindow | null,
  options: z.infer<typeof openFolderSchema>,
): Promise<string | null> {
  const wanted = { title: options.title, properties: ['openDirectory', 'createDirectory'] } as const;
  const properties = [...wanted.properties];
  const { canceled, filePaths } = await (window === null
    ? dialog.showOpenDialog({ ...wanted, properties })
    : dialog.showOpenDialog(window, { ...wanted, properties }));
  return canceled ? null : (filePaths[0] ?? null);
}

export async function saveFile(
  window: Electron.BrowserWindow,
  options: z.infer<typeof saveFileSchema>,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: options.title,
    defaultPath: options.name,
    filters: filters(options.kinds),
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === '' ? null : filePath;
}

function filters(wanted: z.infer<typeof kinds>): FileFilter[] {
  return wanted.map(({ name, extensions }) => ({ name, extensions: [...extensions] }));
}
