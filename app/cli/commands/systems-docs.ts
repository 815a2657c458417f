/** `understudy systems docs`: the pages about the systems, generated from their definitions. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadKernel } from '@understudy/kernel';
import { systems } from '@understudy/scenarios';
import type { Command } from 'commander';
import { InputError } from '../errors.ts';
import { systemPages } from '../output/system-pages.ts';

export function addSystemsDocs(command: Command): void {
  command
    .command('docs')
    .description('write a page for each system, with a picture of every lifecycle')
    .requiredOption('--out <folder>', 'where to; the pages of the project are in docs/systems')
    .action(async ({ out }: { readonly out: string }) => {
      const pages = systemPages(await loadKernel(), [...systems.values()]);
      for (const [name, text] of pages) {
        const file = join(out, name);
        try {
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, text);
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          throw new InputError(`${file} cannot be written: ${message}`, 'Name a folder that can be.');
        }
      }
      process.stdout.write(`${String(pages.size)} files in ${out}\n`);
    });
}
