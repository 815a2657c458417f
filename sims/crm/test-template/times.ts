/** The days that the small CRM is told by. */
import { DAY, OPENING_TIME } from '@understudy/kernel';

/** Midnight of the day the episode opens, 2026-06-15. */
export const TODAY = OPENING_TIME - (OPENING_TIME % DAY);
export const LAST_MONTH = OPENING_TIME - 30 * DAY;
/** Of a record that was made a month ago and not touched since. */
export const stamps = { created_at: LAST_MONTH, updated_at: LAST_MONTH };
