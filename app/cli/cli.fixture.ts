/** Runs the command for tests: in a process of its own, as a person does, or, faster, in this one. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { vi } from 'vitest';
import { understudy } from './program.ts';

const env = { NO_COLOR: '1', UNDERSTUDY_TRAINER_MISSING: 'There is no Python.' };

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `onStderr` and `onStdout` get the process and all it has said there, whenever it says more. */
export function spawned(
  args: readonly string[],
  onStderr: (child: ChildProcess, said: string) => void = () => undefined,
  onStdout: (child: ChildProcess, said: string) => void = () => undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    env: { ...process.env, ...env },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString();
    onStdout(child, out);
  });
  child.stderr.on('data', (data: Buffer) => {
    err += data.toString();
    onStderr(child, err);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

/** One at a time: it listens to this process's own output. */
export async function inProcess(...args: readonly string[]): Promise<Ended> {
  let out = '';
  let err = '';
  vi.stubEnv('UNDERSTUDY_TRAINER_MISSING', env.UNDERSTUDY_TRAINER_MISSING);
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  try {
    const code = await understudy(args);
    // Our own colours, which a CI's environment switches on.
    return { code, out: stripVTControlCharacters(out), err: stripVTControlCharacters(err) };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
    vi.unstubAllEnvs();
  }
}
