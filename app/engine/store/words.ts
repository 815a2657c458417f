/** The words of a transcript, kept beside it for the full-text search: what was said, what was called and what came back. */
import type { DatabaseSync } from 'node:sqlite';
import { prepared } from './prepared.ts';

/** The migration that introduced the search has the same words for what was there before it. */
const insertWords = `
  INSERT INTO episode_words(episode_id, body)
  SELECT episode_id, group_concat(words, char(10)) FROM (
    SELECT episode_id, CASE type
      WHEN 'tool_result' THEN json_extract(json, '$.name') || ' ' || json_extract(json, '$.arguments')
        || ' ' || json_extract(json, '$.outcome')
      ELSE json_extract(json, '$.text') END AS words
    FROM events
    WHERE episode_id = ? AND type IN ('user_message', 'agent_turn', 'tool_result') ORDER BY seq
  ) WHERE words IS NOT NULL GROUP BY episode_id`;

/**
 * Makes an episode that is over findable by its words, once its `words_row` is what this returns: what the index finds then leads to the
 * episode without reading the words again. Null for one without words. Inside the caller's transaction.
 */
export function keepWords(db: DatabaseSync, episodeId: string): number | bigint | null {
  const { changes, lastInsertRowid } = prepared(db, insertWords).run(episodeId);
  return changes === 0 ? null : lastInsertRowid;
}
