/** A policy in plain words. */
import type { PolicyLine } from '@understudy/host/contract';

export function kindWords({ source }: Pick<PolicyLine, 'source'>): string {
  switch (source.kind) {
    case 'embedded':
      return 'Comes with Understudy';
    case 'gguf':
      return 'Model file';
    case 'endpoint':
      return 'Endpoint';
    case 'trained':
      return source.adaptation === 'adapter' ? 'Adapter trained here' : 'Trained here';
  }
}

/** What somebody would want to know of it in one line. */
export function detailWords({ source, file }: PolicyLine): string {
  switch (source.kind) {
    case 'embedded':
      return 'A small model for trying everything out, without a connection';
    case 'gguf':
      return `${source.gguf.architecture}, ${size(source.gguf.parameters)} parameters, ${file ?? ''}`;
    case 'endpoint':
      return `${source.model} at ${source.baseUrl}`;
    case 'trained':
      return `${source.job.kind} job ${source.job.id}${source.base === null ? '' : `, from ${source.base}`}`;
  }
}

/** 1,234,567 as `1.2 M`. */
export function size(parameters: number): string {
  if (parameters >= 1e9) return `${(parameters / 1e9).toFixed(1)} B`;
  if (parameters >= 1e6) return `${(parameters / 1e6).toFixed(1)} M`;
  return String(parameters);
}

/** A name for the registry out of a file's or a model's name. */
export function nameFor(text: string): string {
  const last = text.split(/[\\/#]/).at(-1) ?? text;
  const name = last
    .replace(/\.gguf$/i, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '');
  return name.slice(0, 61);
}
