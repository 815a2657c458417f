/** Tools that note what happened on a record, and put meetings in calendars. */
import {
  choice,
  defineTool,
  freeText,
  int,
  intOrNull,
  succeed,
  text,
  textOrNull,
  type ToolContext,
  type ToolOutcome,
} from '@understudy/kernel';
import { z } from 'zod';
import { taskLifecycle } from '../lifecycles.ts';
import { idOf, showId } from '../ids.ts';
import { CALL_OUTCOMES } from '../vocabulary.ts';
import { actingUser } from './acting.ts';
import { minute } from './cases.ts';
import { failed } from './outcomes.ts';
import { moment, optional, whole } from './parameters.ts';
import { activeUser, anyRecord, locate, type RecordReference } from './records.ts';
import { insert } from './writing.ts';

const record = anyRecord.describe('What it is about, like "O12"');
const MINUTE = 60_000;

/** Adds a task that is done already: how a CRM keeps what happened. */
function log(
  context: ToolContext,
  about: RecordReference,
  activity: {
    readonly kind: string;
    readonly subject: string;
    readonly outcome: string | null;
    readonly notes: string | null;
  },
): ToolOutcome {
  const acting = actingUser(context);
  if (!acting.ok) return acting;
  const found = locate(context, about.kind, about.id, 'read');
  if (!found.ok) return found;
  const now = context.clock.now();
  const id = insert(context.world, 'crm_tasks', {
    subject: activity.subject,
    kind: activity.kind,
    priority: 'normal',
    status: 'open',
    owner_id: acting.id,
    record_type: about.kind,
    record_id: about.id,
    outcome: activity.outcome,
    description: activity.notes,
    completed_at: now,
    created_at: now,
    updated_at: now,
  });
  const done = taskLifecycle.send(context.world, id, 'COMPLETE');
  if (!done.ok) return done;
  return succeed({ task_id: showId('task', id), record_id: showId(about.kind, about.id), status: done.to });
}

export const logCall = defineTool({
  name: 'log_call',
  description: 'Log a telephone call you made or took about a record.',
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({
    record_id: record,
    outcome: choice(CALL_OUTCOMES).describe('How it went'),
    notes: optional(freeText(1000)).describe('What was said'),
  }),
  events: ['task.COMPLETE'],
  run(context, args) {
    return log(context, args.record_id, {
      kind: 'call',
      subject: 'Call',
      outcome: args.outcome,
      notes: args.notes ?? null,
    });
  },
});

export const logActivity = defineTool({
  name: 'log_activity',
  description:
    'Log a meeting or another thing that was done about a record. Calls: log_call; e-mails: send_email.',
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({
    record_id: record,
    kind: choice(['meeting', 'to_do']).describe('What it was'),
    subject: freeText(120).describe('In a few words'),
    notes: optional(freeText(1000)).describe('What came of it'),
  }),
  events: ['task.COMPLETE'],
  run(context, args) {
    const { kind, subject, notes } = args;
    return log(context, args.record_id, { kind, subject, outcome: null, notes: notes ?? null });
  },
});

export const addRecordNote = defineTool({
  name: 'add_record_note',
  description: 'Add a note to a record.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({
    record_id: record,
    title: freeText(80).describe('In a few words'),
    body: freeText(2000).describe('The note'),
  }),
  run(context, args) {
    const acting = actingUser(context);
    if (!acting.ok) return acting;
    const found = locate(context, args.record_id.kind, args.record_id.id, 'read');
    if (!found.ok) return found;
    const id = insert(context.world, 'notes', {
      record_type: args.record_id.kind,
      record_id: args.record_id.id,
      author_id: acting.id,
      title: args.title,
      body: args.body,
      created_at: context.clock.now(),
    });
    return succeed({
      note_id: showId('note', id),
      record_id: showId(args.record_id.kind, args.record_id.id),
    });
  },
});

export const scheduleEvent = defineTool({
  name: 'schedule_event',
  description:
    'Put a meeting in a calendar, yours or that of another user. Meetings of one person cannot overlap.',
  effect: 'write',
  seconds: 15,
  parameters: z.strictObject({
    subject: freeText(120).describe('What it is about'),
    starts_at: moment.describe('Start in UTC, like "2026-06-16T14:00"'),
    minutes: whole(5, 480).describe('How long, in minutes'),
    record_id: optional(record),
    owner_id: optional(idOf('user')).describe('Whose calendar; default: yours'),
    location: optional(freeText(80)).describe('Where'),
  }),
  run(context, args) {
    const acting = actingUser(context);
    if (!acting.ok) return acting;
    const { world, clock } = context;
    const owner = args.owner_id ?? acting.id;
    const user = activeUser(context, owner);
    if (!user.ok) return user;
    if (args.record_id !== undefined) {
      const found = locate(context, args.record_id.kind, args.record_id.id, 'read');
      if (!found.ok) return found;
    }
    if (args.starts_at < clock.now()) {
      return failed('validation', 'starts_at: lies in the past.', `It is ${minute(clock.now())} now (UTC).`);
    }
    const ends = args.starts_at + args.minutes * MINUTE;
    const clash = world.get(
      `SELECT id, subject, starts_at, ends_at FROM crm_events
       WHERE owner_id = (SELECT ?) AND starts_at < ? AND ends_at > ? ORDER BY starts_at, id LIMIT 1`,
      owner,
      ends,
      args.starts_at,
    );
    if (clash !== undefined) {
      return failed(
        'conflict',
        `${text(user.row, 'name')} has "${text(clash, 'subject')}" (${showId('event', int(clash, 'id'))}) from ${minute(int(clash, 'starts_at'))} to ${minute(int(clash, 'ends_at'))}.`,
        'Choose another time.',
      );
    }
    const id = insert(world, 'crm_events', {
      subject: args.subject,
      owner_id: owner,
      record_type: args.record_id?.kind ?? null,
      record_id: args.record_id?.id ?? null,
      location: args.location ?? null,
      starts_at: args.starts_at,
      ends_at: ends,
      created_at: clock.now(),
    });
    return succeed({ event_id: showId('event', id), starts: minute(args.starts_at), ends: minute(ends) });
  },
});

/** How many activities one answer lists. */
const LISTED = 15;

export const listActivities = defineTool({
  name: 'list_activities',
  description: `Tasks, calls, meetings, e-mails and notes of a record, newest first, at most ${LISTED}.`,
  effect: 'read',
  seconds: 4,
  parameters: z.strictObject({ record_id: record }),
  run(context, args) {
    const { kind, id } = args.record_id;
    const found = locate(context, kind, id, 'read');
    if (!found.ok) return found;
    const { world } = context;
    const tasks = world.all(
      `SELECT id, kind, subject, status, outcome, coalesce(completed_at, due_at, created_at) AS at FROM crm_tasks
       WHERE record_type = (SELECT ?) AND record_id = (SELECT ?)`,
      kind,
      id,
    );
    const events = world.all(
      'SELECT id, subject, starts_at AS at FROM crm_events WHERE record_type = (SELECT ?) AND record_id = (SELECT ?)',
      kind,
      id,
    );
    const emails = world.all(
      'SELECT id, direction, subject, sent_at AS at FROM emails WHERE record_type = (SELECT ?) AND record_id = (SELECT ?)',
      kind,
      id,
    );
    const notes = world.all(
      'SELECT id, title, created_at AS at FROM notes WHERE record_type = (SELECT ?) AND record_id = (SELECT ?)',
      kind,
      id,
    );
    const all = [
      ...tasks.map((row) => ({
        at: intOrNull(row, 'at') ?? 0,
        id: showId('task', int(row, 'id')),
        kind: text(row, 'kind'),
        subject: text(row, 'subject'),
        state: textOrNull(row, 'outcome') ?? text(row, 'status'),
      })),
      ...events.map((row) => ({
        at: int(row, 'at'),
        id: showId('event', int(row, 'id')),
        kind: 'event',
        subject: text(row, 'subject'),
        state: int(row, 'at') > context.clock.now() ? 'planned' : 'past',
      })),
      ...emails.map((row) => ({
        at: int(row, 'at'),
        id: showId('email', int(row, 'id')),
        kind: 'email',
        subject: text(row, 'subject'),
        state: text(row, 'direction'),
      })),
      ...notes.map((row) => ({
        at: int(row, 'at'),
        id: showId('note', int(row, 'id')),
        kind: 'note',
        subject: text(row, 'title'),
        state: 'note',
      })),
    ].sort((left, right) => right.at - left.at || (left.id < right.id ? -1 : 1));
    return succeed({
      record_id: showId(kind, id),
      total: all.length,
      activities: all.slice(0, LISTED).map(({ at, ...activity }) => ({ ...activity, at: minute(at) })),
    });
  },
});
