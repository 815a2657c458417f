/** `understudy serve-model`: an OpenAI-compatible endpoint on this machine for a local policy, until it is interrupted. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { findPolicy, openLocalPolicy } from '@understudy/engine';
import { serveModel } from '@understudy/host/model-server';
import type { Command } from 'commander';
import { InputError } from '../errors.ts';
import { interruptible } from '../interrupt.ts';
import { decimal, wholeNumber, workspaceOption } from './options.ts';
import { workspaceBeside } from './workspace-beside.ts';

interface Options {
  readonly workspace: string;
  readonly port: number;
  readonly address: string;
  readonly key?: string;
  readonly temperature: number;
  readonly maxTokens: number;
  readonly processes: number;
}

export function addServeModel(program: Command): void {
  program
    .command('serve-model <policy>')
    .description(
      'serve a local policy as an OpenAI-compatible endpoint: embedded, a registered one, or a .gguf file',
    )
    .option('--port <number>', 'where it listens; 0 takes any that is free', wholeNumber(0, 65_535), 8091)
    .option(
      '--address <ip>',
      'whom it listens to; another one than the default lets the network in',
      '127.0.0.1',
    )
    .option(
      '--key <variable>',
      'environment variable that holds the key of at least 16 characters (default: a new one is made and printed)',
    )
    .option('--temperature <number>', 'sampling temperature where a request names none', decimal(0, 2), 0.7)
    .option(
      '--max-tokens <number>',
      'longest answer where a request names none',
      wholeNumber(1, 100_000),
      512,
    )
    .option(
      '--processes <number>',
      'inference processes of one thread each',
      wholeNumber(1, 256),
      availableParallelism(),
    )
    .addOption(workspaceOption())
    .action(serve);
}

async function serve(named: string, options: Options): Promise<void> {
  const { name, file } = modelOf(named, options.workspace);
  const key = keyOf(options.key);
  await interruptible(async (signal) => {
    const { temperature, maxTokens, processes } = options;
    const policy = await openLocalPolicy({ modelPath: file, temperature, maxTokens, processes, signal });
    try {
      const { port, address } = options;
      const served = await serveModel({ policy, name, port, address, key }).catch((error: unknown) => {
        throw portError(error, port);
      });
      process.stdout.write(`base URL  ${served.url}\nmodel     ${name}\n`);
      if (options.key === undefined) process.stdout.write(`key       ${key}\n`);
      if (!signal.aborted) await once(signal, 'abort');
      await served.close();
    } finally {
      await policy.close();
    }
  });
}

function modelOf(named: string, workspace: string): { readonly name: string; readonly file: string } {
  if (named.endsWith('.gguf')) return { name: basename(named, '.gguf'), file: named };
  // The embedded model is there without a workspace.
  const { file, state } = findPolicy(
    named === 'embedded'
      ? { folder: workspace, models: workspace }
      : workspaceBeside(workspace, { make: false }),
    named,
  );
  if (file === null)
    throw new InputError(
      `The policy ${named} is an endpoint already.`,
      'Name a local one: `understudy policies` lists them.',
    );
  if (state !== 'ready')
    throw new InputError(
      `The file of ${named} is ${state}: ${file}.`,
      'Put it back, or remove the policy and add it again.',
    );
  return { name: named, file };
}

function keyOf(variable: string | undefined): string {
  if (variable === undefined) return randomBytes(24).toString('hex');
  const key = process.env[variable]?.trim() ?? '';
  if (key.length >= 16) return key;
  throw new InputError(
    `The environment variable ${variable} holds no key of at least 16 characters.`,
    'Set it, or leave --key out: then a key is made and printed.',
  );
}

function portError(error: unknown, port: number): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  if (error.code === 'EADDRINUSE')
    return new InputError(
      `Port ${String(port)} is taken.`,
      'Name another one with --port; 0 takes any that is free.',
    );
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL')
    return new InputError(`Nothing can listen there: ${error.message}.`, 'Name another --port or --address.');
  return error;
}
