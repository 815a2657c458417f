/** Tools on tasks: created, begun, waiting, put off, done, cancelled. A due time sets a timer. */
import {
  choice,
  DAY,
  dayOf,
  defineTool,
  freeText,
  int,
  intOrNull,
  isoDate,
  optionalChoice,
  succeed,
  text,
  type ToolContext,
} from '@understudy/kernel';
import { z } from 'zod';
import { restriction } from '../access/access.ts';
import { idOf, showId } from '../ids.ts';
import { CALL_OUTCOMES, TASK_KINDS, TASK_PRIORITIES } from '../vocabulary.ts';
import { actingUser } from './acting.ts';
import { failed, type Failed } from './outcomes.ts';
import { day, optional } from './parameters.ts';
import { activeUser, anyRecord, locate } from './records.ts';
import { advance, insert, update } from './writing.ts';

const taskId = idOf('task').describe('Task id, like "TS9"');

/** Event of the timer that an open task with a due day sets; its subject is the task's number. */
export const TASK_DUE = 'crm_task_due';

/** A task is due at the end of its day. */
function schedule(context: ToolContext, id: number, dueAt: number): void {
  context.clock.schedule({ id: `${TASK_DUE}:${id}`, due: dueAt + DAY, event: TASK_DUE, subject: String(id) });
}

function cancelTimer(context: ToolContext, id: number): void {
  context.clock.cancel(`${TASK_DUE}:${id}`);
}

function notPast(context: ToolContext, name: string, time: number): { readonly ok: true } | Failed {
  return time >= dayOf(context.clock.now()) * DAY
    ? { ok: true }
    : failed('validation', `${name}: lies in the past.`, `Today is ${context.clock.today()}.`);
}

export const createTask = defineTool({
  name: 'create_task',
  description: 'Create an open task, for yourself or another user, about a record where one is named.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({
    subject: freeText(120).describe('What is to be done'),
    record_id: optional(anyRecord).describe('What it is about, like "O12"'),
    due_on: optional(day).describe('Day, like "2026-06-30"'),
    kind: optionalChoice(TASK_KINDS).describe('Default to_do'),
    priority: optionalChoice(TASK_PRIORITIES).describe('Default normal'),
    owner_id: optional(idOf('user')).describe('Who does it; default: you'),
    description: optional(freeText(500)).describe('More about it'),
  }),
  run(context, args) {
    const acting = actingUser(context);
    if (!acting.ok) return acting;
    if (args.owner_id !== undefined) {
      const owner = activeUser(context, args.owner_id);
      if (!owner.ok) return owner;
    }
    if (args.record_id !== undefined) {
      const record = locate(context, args.record_id.kind, args.record_id.id, 'read');
      if (!record.ok) return record;
    }
    if (args.due_on !== undefined) {
      const dated = notPast(context, 'due_on', args.due_on);
      if (!dated.ok) return dated;
    }
    const now = context.clock.now();
    const owner = args.owner_id ?? acting.id;
    const id = insert(context.world, 'crm_tasks', {
      subject: args.subject,
      kind: args.kind ?? 'to_do',
      priority: args.priority ?? 'normal',
      status: 'open',
      owner_id: owner,
      record_type: args.record_id?.kind ?? null,
      record_id: args.record_id?.id ?? null,
      due_at: args.due_on ?? null,
      description: args.description ?? null,
      created_at: now,
      updated_at: now,
    });
    if (args.due_on !== undefined) schedule(context, id, args.due_on);
    return succeed({ task_id: showId('task', id), status: 'open', owner: showId('user', owner) });
  },
});

/** A tool that sends one event to a task and writes nothing else. */
function plainStep(name: string, description: string, event: string, hint: string) {
  return defineTool({
    name,
    description,
    effect: 'write',
    seconds: 4,
    parameters: z.strictObject({ task_id: taskId }),
    events: [`task.${event}`],
    run(context, args) {
      const found = locate(context, 'task', args.task_id);
      if (!found.ok) return found;
      const sent = advance(context, 'task', found.row, event, {}, hint);
      if (!sent.ok) return sent;
      if (sent.to === 'cancelled') cancelTimer(context, args.task_id);
      return succeed({ task_id: showId('task', args.task_id), status: sent.to });
    },
  });
}

export const startTask = plainStep(
  'start_task',
  'Begin an open task.',
  'START',
  'Only an open task is begun.',
);
export const holdTask = plainStep(
  'hold_task',
  'Set a task in progress to waiting for somebody else.',
  'WAIT',
  'Only a task in progress can wait; start_task first.',
);
export const resumeTask = plainStep(
  'resume_task',
  'Take up a task that was waiting or deferred.',
  'RESUME',
  'Only a waiting or deferred task can be resumed.',
);
export const cancelTask = plainStep(
  'cancel_task',
  'Cancel a task that is not done yet.',
  'CANCEL',
  'A completed task stays as it is.',
);

export const completeTask = defineTool({
  name: 'complete_task',
  description: 'Complete a task; a call needs its outcome.',
  effect: 'write',
  seconds: 6,
  parameters: z.strictObject({
    task_id: taskId,
    outcome: optionalChoice(CALL_OUTCOMES).describe('How a call went; with calls only'),
  }),
  events: ['task.COMPLETE'],
  run(context, args) {
    const found = locate(context, 'task', args.task_id);
    if (!found.ok) return found;
    const isCall = text(found.row, 'kind') === 'call';
    const sent = advance(
      context,
      'task',
      found.row,
      'COMPLETE',
      { completed_at: context.clock.now(), outcome: args.outcome ?? null },
      'Only an open, begun or waiting task is completed; resume_task takes up a deferred one.',
    );
    if (!sent.ok) return sent;
    if (isCall !== (args.outcome !== undefined)) {
      return isCall
        ? failed('validation', 'outcome: a call needs one.', `One of ${CALL_OUTCOMES.join(', ')}.`)
        : failed('validation', 'outcome: only a call has one.', 'Leave it out.');
    }
    cancelTimer(context, args.task_id);
    return succeed({ task_id: showId('task', args.task_id), status: sent.to });
  },
});

export const deferTask = defineTool({
  name: 'defer_task',
  description: 'Put a task off until a later day.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ task_id: taskId, until: day.describe('New due day, like "2026-07-15"') }),
  events: ['task.DEFER'],
  run(context, args) {
    const found = locate(context, 'task', args.task_id);
    if (!found.ok) return found;
    const dated = later(context, intOrNull(found.row, 'due_at'), args.until);
    if (!dated.ok) return dated;
    const sent = advance(
      context,
      'task',
      found.row,
      'DEFER',
      { due_at: args.until },
      'Only an open or begun task is deferred; reschedule_task moves its day.',
    );
    if (!sent.ok) return sent;
    schedule(context, args.task_id, args.until);
    return succeed({ task_id: showId('task', args.task_id), status: sent.to, due: isoDate(args.until) });
  },
});

/** A task is put off to a day after today and after its present one. */
function later(context: ToolContext, due: number | null, until: number): { readonly ok: true } | Failed {
  const dated = notPast(context, 'until', until);
  if (!dated.ok) return dated;
  return due !== null && until <= due
    ? failed('validation', `until: the task is due on ${isoDate(due)} already.`, 'Choose a later day.')
    : { ok: true };
}

export const rescheduleTask = defineTool({
  name: 'reschedule_task',
  description: 'Move the due day of a task that is not done yet.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ task_id: taskId, due_on: day.describe('New due day, like "2026-06-30"') }),
  run(context, args) {
    const found = locate(context, 'task', args.task_id);
    if (!found.ok) return found;
    const status = text(found.row, 'status');
    if (status === 'completed' || status === 'cancelled') {
      return failed(
        'conflict',
        `Task ${showId('task', args.task_id)} is ${status}.`,
        'create_task makes a new one.',
      );
    }
    const dated = notPast(context, 'due_on', args.due_on);
    if (!dated.ok) return dated;
    update(context, 'task', found.row, { due_at: args.due_on });
    schedule(context, args.task_id, args.due_on);
    return succeed({ task_id: showId('task', args.task_id), status, due: isoDate(args.due_on) });
  },
});

/** How many tasks one answer lists. */
const LISTED = 20;

export const listTasks = defineTool({
  name: 'list_tasks',
  description: `Open tasks of a user, earliest due day first, at most ${LISTED}.`,
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({
    owner_id: optional(idOf('user')).describe('Default: you'),
    due: optional(choice(['overdue', 'today', 'all'])).describe('Default all'),
  }),
  run(context, args) {
    let owner = args.owner_id;
    if (owner === undefined) {
      const acting = actingUser(context);
      if (!acting.ok) return acting;
      owner = acting.id;
    }
    const today = dayOf(context.clock.now());
    const visible = restriction(context, 'task', 'read', 't');
    const rows = context.world
      .all(
        `SELECT t.id, t.subject, t.kind, t.priority, t.status, t.due_at FROM crm_tasks t
         WHERE t.owner_id = (SELECT ?) AND t.status NOT IN ('completed', 'cancelled') AND ${visible.sql}
         ORDER BY t.due_at IS NULL, t.due_at, t.id`,
        owner,
        ...visible.cells,
      )
      .filter((row) => {
        const due = intOrNull(row, 'due_at');
        if (args.due === 'overdue') return due !== null && dayOf(due) < today;
        return args.due === 'today' ? due !== null && dayOf(due) === today : true;
      });
    return succeed({
      total: rows.length,
      tasks: rows.slice(0, LISTED).map((row) => {
        const due = intOrNull(row, 'due_at');
        return {
          task_id: showId('task', int(row, 'id')),
          subject: text(row, 'subject'),
          kind: text(row, 'kind'),
          priority: text(row, 'priority'),
          status: text(row, 'status'),
          due: due === null ? null : isoDate(due),
        };
      }),
    });
  },
});
