/** What comes due by itself on the ticketing side, and the timers of what was under way when an episode opens. */
import { int, type Clock, type System, type World } from '@understudy/kernel';
import { answerSide, scheduleReply } from './sides.ts';
import { finish, queueEntry, RING_MS, ringOut, schedulePatience, scheduleRingOut } from './queue.ts';
import { readTicket, sceneOf, type Scene } from './scene.ts';
import { breach } from './sla.ts';
import { expireSurvey, scheduleExpiry } from './survey.ts';
import { ticketChanged } from './update.ts';

/** By the event of a timer, whose subject is the id of the row it is about. What is no longer so is left alone. */
export const TICKET_TIMERS: NonNullable<System['timers']> = {
  sla_breach: (context, timer) => {
    const { world } = context;
    const clock = world.get('SELECT ticket_id FROM sla_clocks WHERE id = ?', Number(timer.subject));
    if (clock === undefined) return;
    const scene = bySystem(sceneOf(context, timer.due));
    const before = readTicket(world, int(clock, 'ticket_id'));
    if (breach(scene, Number(timer.subject))) ticketChanged(scene, before, 'sla_breached');
  },
  queue_abandon: (context, timer) => {
    const entry = queueEntry(context.world, Number(timer.subject));
    if (entry.ok) finish({ ...sceneOf(context, timer.due), actor: 'customer' }, entry.row, 'ABANDON');
  },
  queue_ring_out: (context, timer) => {
    ringOut(bySystem(sceneOf(context, timer.due)), Number(timer.subject));
  },
  partner_reply: (context, timer) => {
    answerSide(bySystem(sceneOf(context, timer.due)), Number(timer.subject));
  },
  survey_expire: (context, timer) => {
    expireSurvey(bySystem(sceneOf(context, timer.due)), Number(timer.subject));
  },
};

/** Timers fire while somebody else's tool runs; what they do is not that somebody's doing. */
function bySystem(scene: Scene): Scene {
  return { ...scene, actor: 'system' };
}

/**
 * Sets the timers of everything under way in a world: running SLA clocks, callers who wait, unanswered side conversations, open
 * surveys. The system's `underWay`: without it only what the episode itself starts comes due. What is overdue comes due at the
 * first tick.
 */
export function armTicketTimers(world: World, clock: Clock): void {
  for (const row of world.all(`SELECT id, due_at FROM sla_clocks WHERE status = 'running' ORDER BY id`)) {
    const id = int(row, 'id');
    clock.schedule({
      id: `sla_breach/${id}`,
      due: int(row, 'due_at'),
      event: 'sla_breach',
      subject: String(id),
    });
  }
  const entries = world.all(
    `SELECT * FROM queue_entries WHERE status IN ('waiting', 'ringing', 'on_hold') ORDER BY id`,
  );
  for (const entry of entries) {
    const held = entry['status'] === 'on_hold';
    schedulePatience({ clock }, entry, int(entry, held ? 'held_since' : 'waiting_since'));
    if (entry['status'] === 'ringing') scheduleRingOut({ clock }, int(entry, 'id'), clock.now() + RING_MS);
  }
  for (const row of world.all(`SELECT id FROM side_conversations WHERE status = 'waiting' ORDER BY id`))
    scheduleReply({ world, clock }, int(row, 'id'));
  for (const row of world.all(
    `SELECT id, offered_at FROM satisfaction_ratings WHERE status = 'offered' ORDER BY id`,
  ))
    scheduleExpiry({ clock }, int(row, 'id'), int(row, 'offered_at'));
}
