/** The ticketing side of a population. Draws from its own rng, so that the shop's rows stay as they are. */
import type { Rng, Split } from '@understudy/kernel';
import { addDeskRules } from './desk-rules.ts';
import type { Draft } from './draft.ts';
import { addOpenDesk } from './open-desk.ts';
import { addStaff } from './staff.ts';
import { addTicketLives } from './ticket-lives.ts';
import { Desk } from './ticket-story.ts';

/** Call it after the orders and the tickets on them. */
export function addTicketing(draft: Draft, rng: Rng, split: Split): void {
  addDeskRules(draft);
  addStaff(draft, rng.fork('staff'), split, draft.orders.length);
  const desk = new Desk(draft);
  addTicketLives(draft, rng.fork('lives'), desk);
  addOpenDesk(draft, rng.fork('open'), desk);
}
