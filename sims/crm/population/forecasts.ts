/** What each rep promised for this quarter and the last, near what their deals say. */
import { DAY, OPENING_TIME, type Rng } from '@understudy/kernel';
import type { Draft } from './draft.ts';

/** The quarters that have forecasts: the one before the present, and the present one. */
const QUARTERS = [
  { quarter: '2026-Q1', start: Date.UTC(2026, 0, 1), end: Date.UTC(2026, 3, 1) },
  { quarter: '2026-Q2', start: Date.UTC(2026, 3, 1), end: Date.UTC(2026, 6, 1) },
] as const;

export function addForecasts(draft: Draft, rng: Rng): void {
  const { users, opportunities, forecasts } = draft.tables;
  const byOwner = Map.groupBy(opportunities, ({ owner_id }) => owner_id);
  for (const user of users.filter(({ role, active }) => role === 'rep' && active === 1)) {
    for (const { quarter, start, end } of QUARTERS) {
      const deals = (byOwner.get(user.id) ?? []).filter(
        ({ close_date }) => close_date >= start && close_date < end,
      );
      const sum = (categories: readonly string[]): number =>
        deals.reduce(
          (total, deal) =>
            total + (categories.includes(deal.forecast_category) ? (deal.amount_cents ?? 0) : 0),
          0,
        );
      const sure = sum(['closed', 'commit']);
      forecasts.push({
        id: draft.id('forecasts'),
        user_id: user.id,
        quarter,
        commit_cents: Math.round((sure * rng.int(85, 110)) / 10_000) * 100,
        best_case_cents: Math.round(((sure + sum(['best_case'])) * rng.int(90, 115)) / 10_000) * 100,
        comment: null,
        submitted_at: Math.min(end, OPENING_TIME) - rng.int(5, 20) * DAY,
      });
    }
  }
}
