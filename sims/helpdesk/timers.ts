/** What the desk does when a timer comes due, by the timer's event. */
import type { System } from '@understudy/kernel';
import { TICKET_TIMERS } from './ticketing/timers.ts';

export const TIMERS: NonNullable<System['timers']> = { ...TICKET_TIMERS };
