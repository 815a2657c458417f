/** What a person should know, beside the output of a command: on stderr, so that what is piped stays clean. */
import pc from 'picocolors';
import { cleanLine } from './clean.ts';

/** Nothing is printed for an empty text. */
export function notify(text: string): void {
  if (text !== '') process.stderr.write(`${pc.yellow('!')} ${cleanLine(text)}\n`);
}
