/** The licences of the packages that a bundle holds: their code travels, so their terms travel with it. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({ name: z.string(), version: z.string(), license: z.string() });

/**
 * @param modules absolute paths of the modules in a bundle
 * @returns `name version (licence)` → the text of its licence file, for every package that is not ours
 * @throws Error for a package without a licence: it must not be shipped
 */
export async function licences(modules: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const folders = new Set<string>();
  for (const module of modules) {
    const match = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(module.replace(/^\0/, ''));
    if (match?.[1] !== undefined) folders.add(match[1]);
  }
  const found = new Map<string, string>();
  for (const folder of folders) {
    const { name, version, license } = packageSchema.parse(
      JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')),
    );
    const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
    const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
    found.set(`${name} ${version} (${license})`, texts.join('\n').trim());
  }
  return found;
}
