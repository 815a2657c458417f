/** The process of the `understudy` command. */
import { exitCodes } from './exit-codes.ts';
import { stopBars } from './output/progress.ts';
import { understudy } from './program.ts';

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCodes.ok);
});
process.on('exit', stopBars);

process.exitCode = await understudy(process.argv.slice(2));
