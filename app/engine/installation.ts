/**
 * Where this installation keeps what is no code of ours (the embedded model, the trainer), and which Node plays models. In the
 * repository both follow from where this file is; a packaged app says so in its environment.
 */
import { resolve } from 'node:path';

function named(variable: string): string | null {
  const value = process.env[variable];
  return value === undefined || value === '' ? null : value;
}

export const installation = {
  /** Holds `models/embedded` and `trainer`. */
  root: named('UNDERSTUDY_INSTALLATION') ?? resolve(import.meta.dirname, '..', '..'),
  /** Electron's own program cannot run a plain script once its fuses are set, so the app brings a Node. */
  node: named('UNDERSTUDY_NODE') ?? process.execPath,
} as const;
