/** Where the `understudy` command begins. What Node made of the code once is kept for the next start, which takes half the time. */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Where it cannot be written, everything is made anew each time.
enableCompileCache(join(import.meta.dirname, '..', '..', '.setup', 'compile-cache'));
await import('./process.ts');
