/** A word from the system when long work has ended and nobody is looking. */
import { Notification } from 'electron';
import { z } from 'zod';
import { linkSchema } from './links.ts';
import { bringForward } from './windows.ts';

export const notificationSchema = z.object({
  title: z.string().min(1).max(120),
  body: z.string().max(400),
  link: linkSchema.optional(),
});

/** Shows nothing while the window is in front, or where the system has no notifications. */
export function notify(
  window: Electron.BrowserWindow,
  { title, body, link }: z.infer<typeof notificationSchema>,
): void {
  if (window.isFocused() || !Notification.isSupported()) return;
  const notification = new Notification({ title, body });
  notification.on('click', () => {
    if (window.isDestroyed()) return;
    bringForward(window);
    if (link !== undefined) window.webContents.send('link', link);
  });
  notification.show();
}
