/** The model a flywheel starts from, as `--model` names it: the embedded one, a file, or an address to download it from. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { downloadModel, embeddedModel } from '@understudy/engine';
import type { Download, FlywheelOptions } from '@understudy/engine';
import { InputError } from '../errors.ts';

export type NamedModel = { readonly gguf: string; readonly weights: string | null } | { readonly url: URL };

/** Throws InputError for a file that is not there and for an address that is none of a .gguf file. */
export function namedModel(name: string): NamedModel {
  if (name === 'embedded') return embeddedModel;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) return { url: modelAddress(name) };
  const gguf = resolve(name);
  if (!existsSync(gguf))
    throw new InputError(
      `There is no model file ${gguf}.`,
      'Give --model the path or the https address of a .gguf file, or leave it out for the embedded model.',
    );
  const weights = join(dirname(gguf), 'weights');
  return { gguf, weights: existsSync(weights) ? weights : null };
}

function modelAddress(text: string): URL {
  const url = URL.parse(text);
  const usable =
    url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.pathname.endsWith('.gguf') &&
    url.username === '' &&
    url.password === '';
  if (usable) return url;
  throw new InputError(
    `--model ${text} is not the address of a model file.`,
    'An address begins with https:// or http://, holds no user name, and its path ends in .gguf, for example https://example.org/models/small.gguf.',
  );
}

/** The model as a file, downloaded where it was named by its address: a GGUF alone, without the weights training starts from. */
export async function modelFile(
  named: NamedModel,
  download: Omit<Download, 'url'>,
): Promise<FlywheelOptions['model']> {
  if (!('url' in named)) return named;
  return { gguf: await downloadModel({ ...download, url: named.url }), weights: null };
}
