/** What there is to filter episodes by, counted in one walk over an index. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

/** What there is to filter by, each with how many episodes it has. */
export interface EpisodeFacets {
  readonly policies: readonly Facet[];
  readonly scenarios: readonly Facet[];
  readonly families: readonly Facet[];
  readonly ends: readonly Facet[];
  readonly flags: readonly Facet[];
}

export interface Facet {
  readonly value: string;
  readonly episodes: number;
}

/** More than anybody chooses among. */
const MOST = 200;

const groupRow = z.object({
  scenario: z.string(),
  policy_id: z.string(),
  family: z.string(),
  end_reason: z.string().nullable(),
  episodes: z.number(),
});
const facetRow = z.object({ value: z.string(), episodes: z.number() });

/** The most frequent ones first. Abandoned tries do not count. */
export function episodeFacets(db: DatabaseSync): EpisodeFacets {
  // In the order of the index episodes_by_outcome, so that nothing is sorted and no episode itself is read.
  const groups = db
    .prepare(
      `SELECT r.scenario, g.* FROM (
         SELECT run_id, policy_id, family, end_reason, count(*) AS episodes FROM episodes
         WHERE status IN ('running', 'finished', 'failed')
         GROUP BY run_id, status, success, policy_id, family, end_reason
       ) g JOIN runs r ON r.id = g.run_id`,
    )
    .all()
    .map((row) => groupRow.parse(row));
  const flags = db
    .prepare(
      `SELECT f.value, count(*) AS episodes FROM episodes e, json_each(e.flags) f
       WHERE e.status <> 'abandoned' AND e.flags IS NOT NULL GROUP BY 1`,
    )
    .all()
    .map((row) => facetRow.parse(row));
  const by = (value: (group: z.output<typeof groupRow>) => string | null): readonly Facet[] =>
    summed(groups.map((group) => ({ value: value(group), episodes: group.episodes })));
  return {
    policies: by((group) => group.policy_id),
    scenarios: by((group) => group.scenario),
    families: by((group) => group.family),
    ends: by((group) => group.end_reason),
    flags: summed(flags),
  };
}

function summed(
  counts: readonly { readonly value: string | null; readonly episodes: number }[],
): readonly Facet[] {
  const sums = new Map<string, number>();
  for (const { value, episodes } of counts)
    if (value !== null) sums.set(value, (sums.get(value) ?? 0) + episodes);
  return [...sums]
    .map(([value, episodes]) => ({ value, episodes }))
    .sort((a, b) => b.episodes - a.episodes || (a.value < b.value ? -1 : 1))
    .slice(0, MOST);
}
