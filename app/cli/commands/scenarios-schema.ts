/** `understudy scenarios schema`: the JSON Schema of a pack, for editors that complete and check while one writes. */
import { packSchema } from '@understudy/scenarios';
import type { Command } from 'commander';
import { z } from 'zod';

export function addSchema(scenarios: Command): void {
  scenarios
    .command('schema')
    .description(
      'print the JSON Schema of a scenario pack; what refers to what is checked when a pack is loaded',
    )
    .action(() => {
      const schema = z.toJSONSchema(packSchema, { io: 'input', reused: 'ref' });
      process.stdout.write(`${JSON.stringify({ ...schema, title: 'Understudy scenario pack' }, null, 2)}\n`);
    });
}
