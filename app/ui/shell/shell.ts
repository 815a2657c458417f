/** What the desktop shell offers, where the screens run in it; null in a browser. */
import type { ShellBridge } from '@understudy/desktop/bridge';

declare global {
  interface Window {
    readonly understudy?: ShellBridge;
  }
}

export function shell(): ShellBridge | null {
  return window.understudy ?? null;
}
