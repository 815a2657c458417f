/** Satisfaction surveys: offered once per solving, answered by the customer, expired by a timer. */
import { DAY, int, type Row } from '@understudy/kernel';
import { satisfactionLifecycle } from '../lifecycles.ts';
import { nextId } from '../tools/numbering.ts';
import { readTicket, record, type Scene } from './scene.ts';

/** How long a customer can answer, in ms. */
export const SURVEY_DAYS = 4;

/** The survey that waits for an answer. */
export function openSurvey(scene: Pick<Scene, 'world'>, ticketId: number): Row | undefined {
  return scene.world.get(
    `SELECT * FROM satisfaction_ratings WHERE ticket_id = (SELECT ?) AND status = 'offered'`,
    ticketId,
  );
}

/** Offers a survey, unless one waits for its answer; returns its id. */
export function offerSurvey(scene: Scene, ticket: Row): number {
  const { world, at } = scene;
  const ticketId = int(ticket, 'id');
  const open = openSurvey(scene, ticketId);
  if (open !== undefined) return int(open, 'id');
  const id = nextId(world, 'satisfaction_ratings');
  world.run(
    `INSERT INTO satisfaction_ratings (id, ticket_id, status, comment, offered_at, rated_at) VALUES (?, ?, 'offered', NULL, ?, NULL)`,
    id,
    ticketId,
    at,
  );
  scheduleExpiry(scene, id, at);
  record(scene, ticket, 'survey_offered');
  return id;
}

export function scheduleExpiry(scene: Pick<Scene, 'clock'>, id: number, offeredAt: number): void {
  const due = offeredAt + SURVEY_DAYS * DAY;
  scene.clock.schedule({ id: `survey_expire/${id}`, due, event: 'survey_expire', subject: String(id) });
}

export function rate(scene: Scene, survey: Row, rating: 'good' | 'bad', words: string | null): void {
  const { world, at } = scene;
  const id = int(survey, 'id');
  satisfactionLifecycle.send(world, id, rating === 'good' ? 'RATE_GOOD' : 'RATE_BAD');
  world.run('UPDATE satisfaction_ratings SET comment = ?, rated_at = ? WHERE id = ?', words, at, id);
  scene.clock.cancel(`survey_expire/${id}`);
  record(scene, readTicket(world, int(survey, 'ticket_id')), 'rated', { after: rating });
}

/** Closes a survey nobody answered. Returns whether there was one. */
export function expireSurvey(scene: Scene, id: number): boolean {
  scene.clock.cancel(`survey_expire/${id}`);
  return satisfactionLifecycle.send(scene.world, id, 'EXPIRE').ok;
}
