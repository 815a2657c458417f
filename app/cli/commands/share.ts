/** `understudy share`: an episode as one HTML file that anybody can read, without network or script. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { InputError } from '../errors.ts';
import { notify } from '../output/notice.ts';
import { workspaceOption } from './options.ts';
import { inWorkspace } from './workspace.ts';

interface ShareOptions {
  readonly workspace: string;
  readonly out?: string;
}

export function addShare(program: Command): void {
  program
    .command('share <episode>')
    .description('write an episode as one HTML file that reads without network or script')
    .addOption(workspaceOption())
    .option('--out <file>', 'where to write it (default: a name made of the episode’s id, in this folder)')
    .action((id: string, options: ShareOptions) =>
      inWorkspace(options.workspace, 'read', async ({ store }) => {
        // The screens' side is loaded by the commands that need it only.
        const { episodePage, shareFileName, shareHtml } = await import('@understudy/host');
        if (store.episode(id) === null)
          throw new InputError(
            `There is no episode "${id}" in ${options.workspace}.`,
            '`understudy show RUN` lists the episodes of a run.',
          );
        const file = options.out ?? shareFileName(id);
        write(file, shareHtml(episodePage(store, id)));
        notify(`The episode is in ${file}.`);
      }),
    );
}

function write(file: string, html: string): void {
  try {
    writeFileSync(file, html);
  } catch (error) {
    throw new InputError(
      `${file} cannot be written (${error instanceof Error ? error.message : String(error)}).`,
      'Name another file with --out.',
    );
  }
}
