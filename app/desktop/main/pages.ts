/** The pages that stand in for the screens when they cannot be shown: plain, without a script, so that they cannot fail too. */

export const stoppedPath = '/~stopped';

/** Why a window's page went away, in words. Electron's reasons are from a list; anything else is told without one. */
const reasons: Readonly<Record<string, string>> = {
  crashed: 'its page crashed',
  oom: 'its page ran out of memory',
  'launch-failed': 'its page could not be started',
  'integrity-failure': 'a part of the program was changed on the disk',
  killed: 'something ended its page',
  'abnormal-exit': 'its page ended by itself',
};

export function stoppedPage(reason: string | null): string {
  const why = reasons[reason ?? ''] ?? 'its page stopped';
  return page(
    'This window stopped',
    `The window had to close what it showed: ${why}. Episodes, drafts and training jobs are kept by another part of Understudy, which goes on.`,
    '<a class="do" href="/">Open it again</a>',
  );
}

export function unbuiltPage(): string {
  return page(
    'The screens are not built',
    'This folder has the program, but not the screens it shows. Close the window and run <code>npm start</code> in the folder of the project: it builds them.',
    '',
  );
}

function page(title: string, text: string, action: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Understudy</title>
<style>
  body { font: 16px/1.6 system-ui, sans-serif; display: grid; place-content: center; min-height: 90vh; margin: 0 2rem; }
  main { max-width: 34rem; }
  h1 { font-size: 1.4rem; }
  .do { display: inline-block; padding: 0.5rem 1.2rem; border: 1px solid; border-radius: 0.4rem; color: inherit; text-decoration: none; }
</style>
<main><h1>${title}</h1><p>${text}</p>${action}</main>
</html>
`;
}
