/** The tool that runs a query in the SOQL subset. */
import { defineTool, freeText, succeed } from '@understudy/kernel';
import { z } from 'zod';
import { DEFAULT_LIMIT, MAX_LIMIT } from '../soql/compile.ts';
import { SoqlError } from '../soql/error.ts';
import { LONGEST } from '../soql/parse.ts';
import { runQuery } from '../soql/query.ts';
import { failed } from '../tools/outcomes.ts';

/** How much of the query an error quotes, in characters. */
const QUOTED = 24;

export const queryRecords = defineTool({
  name: 'query_records',
  description: `Run a SOQL query: SELECT fields, parents like Account.Name, or COUNT, SUM, AVG, MIN, MAX FROM one object, WHERE, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET; date literals like TODAY, THIS_QUARTER, LAST_N_DAYS:30. At most ${DEFAULT_LIMIT} rows without LIMIT, ${MAX_LIMIT} with it.`,
  effect: 'read',
  seconds: 4,
  parameters: z.strictObject({
    query: freeText(LONGEST).describe(
      "Like: SELECT Id, Name FROM Lead WHERE Status = 'new' ORDER BY CreatedDate",
    ),
  }),
  run(context, args) {
    try {
      const answer = runQuery(context, args.query);
      return answer.counts
        ? succeed({ count: answer.count })
        : succeed({ total: answer.records.length, done: answer.done, records: answer.records });
    } catch (error) {
      if (!(error instanceof SoqlError)) throw error;
      const near = args.query.slice(error.at, error.at + QUOTED).trim();
      const where = near === '' ? 'at its end' : `at character ${error.at + 1}, near ${JSON.stringify(near)}`;
      return failed('validation', `Malformed query ${where}: ${error.message}.`, error.hint);
    }
  },
});
