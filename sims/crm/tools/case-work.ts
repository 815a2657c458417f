/** Tools that bring a case to its end: begin, wait, resume, escalate, resolve, close, reopen, dismiss. */
import {
  choice,
  defineTool,
  freeText,
  int,
  intOrNull,
  succeed,
  text,
  type Row,
  type ToolContext,
} from '@understudy/kernel';
import { z } from 'zod';
import { idOf, showId } from '../ids.ts';
import { CASE_RESOLUTIONS } from '../vocabulary.ts';
import { actingId, actingUser } from './acting.ts';
import { caseId } from './cases.ts';
import { failed } from './outcomes.ts';
import { optional } from './parameters.ts';
import { activeUser, locate } from './records.ts';
import { advance, find, insert } from './writing.ts';

export const startCase = defineTool({
  name: 'start_case',
  description: 'Begin work on an assigned case. A case from a queue becomes yours.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ case_id: caseId }),
  events: ['case.START'],
  run(context, args) {
    const found = locate(context, 'case', args.case_id);
    if (!found.ok) return found;
    let owner = intOrNull(found.row, 'owner_id');
    if (owner === null) {
      const acting = actingUser(context);
      if (!acting.ok) return acting;
      owner = acting.id;
    }
    const sent = advance(
      context,
      'case',
      found.row,
      'START',
      { owner_id: owner, queue_id: null },
      'Only an assigned case is begun; assign_case or route_case first.',
    );
    if (!sent.ok) return sent;
    return succeed({ case_id: showId('case', args.case_id), status: sent.to, owner: showId('user', owner) });
  },
});

/** A tool that sends one event to a case and writes nothing else. */
function plainStep(name: string, description: string, event: string, hint: string) {
  return defineTool({
    name,
    description,
    effect: 'write',
    seconds: 5,
    parameters: z.strictObject({ case_id: caseId }),
    events: [`case.${event}`],
    run(context, args) {
      const found = locate(context, 'case', args.case_id);
      if (!found.ok) return found;
      const sent = advance(context, 'case', found.row, event, {}, hint);
      if (!sent.ok) return sent;
      return succeed({ case_id: showId('case', args.case_id), status: sent.to });
    },
  });
}

export const holdCase = plainStep(
  'hold_case',
  'Set a case in progress to waiting for the customer.',
  'WAIT',
  'Only a case in progress can wait; start_case first.',
);
export const resumeCase = plainStep(
  'resume_case',
  'Take a waiting case up again.',
  'RESUME',
  'Only a waiting case can be resumed.',
);
export const deescalateCase = plainStep(
  'deescalate_case',
  'Bring an escalated case back into progress.',
  'DEESCALATE',
  'Only an escalated case can be de-escalated.',
);

/** The manager who takes an escalated case: the owner's, or that of the queue's team. */
function managerFor(context: ToolContext, row: Row): number | null {
  const { world } = context;
  const owner = intOrNull(row, 'owner_id');
  const user = owner === null ? undefined : find(world, 'users', owner);
  if (user !== undefined && text(user, 'role') === 'manager') return owner;
  const above = user === undefined ? null : intOrNull(user, 'manager_id');
  if (above !== null && activeUser(context, above).ok) return above;
  const queue = intOrNull(row, 'queue_id');
  const team = queue === null ? user?.['team_id'] : find(world, 'crm_queues', queue)?.['team_id'];
  const manager = world.get(
    `SELECT id FROM users WHERE team_id = (SELECT ?) AND role = 'manager' AND active = 1 ORDER BY id LIMIT 1`,
    team ?? null,
  );
  return manager === undefined ? null : int(manager, 'id');
}

export const escalateCase = defineTool({
  name: 'escalate_case',
  description: 'Escalate a case to the support manager, with the reason, which becomes an internal note.',
  effect: 'write',
  seconds: 12,
  parameters: z.strictObject({ case_id: caseId, reason: freeText(300).describe('Why it must be escalated') }),
  events: ['case.ESCALATE'],
  run(context, args) {
    const found = locate(context, 'case', args.case_id);
    if (!found.ok) return found;
    const manager = managerFor(context, found.row);
    if (manager === null) {
      return failed(
        'conflict',
        'There is no active manager for this case.',
        'assign_case gives it to somebody.',
      );
    }
    const changes = { owner_id: manager, queue_id: null };
    const sent = advance(context, 'case', found.row, 'ESCALATE', changes);
    if (!sent.ok) return sent;
    insert(context.world, 'case_comments', {
      case_id: args.case_id,
      author_id: actingId(context),
      public: 0,
      body: `Escalated: ${args.reason}`,
      created_at: context.clock.now(),
    });
    return succeed({
      case_id: showId('case', args.case_id),
      status: sent.to,
      owner: showId('user', manager),
    });
  },
});

const SOLUTIONS = CASE_RESOLUTIONS.filter((word) => word !== 'duplicate' && word !== 'spam');

export const resolveCase = defineTool({
  name: 'resolve_case',
  description: 'Resolve a case that is in progress, waiting or escalated, saying how. It must be classified.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({
    case_id: caseId,
    resolution: choice(CASE_RESOLUTIONS).describe(`How: ${SOLUTIONS.join(', ')}`),
  }),
  events: ['case.RESOLVE'],
  run(context, args) {
    const found = locate(context, 'case', args.case_id);
    if (!found.ok) return found;
    if (args.resolution === 'duplicate' || args.resolution === 'spam') {
      return failed(
        'validation',
        `resolution: a case that is ${args.resolution} is not resolved.`,
        'dismiss_case closes it.',
      );
    }
    const sent = advance(
      context,
      'case',
      found.row,
      'RESOLVE',
      { resolution: args.resolution },
      'A case is resolved while it is in progress, waiting or escalated; start_case first.',
    );
    if (!sent.ok) return sent;
    if (found.row['kind'] === null) {
      return failed(
        'conflict',
        `Case ${showId('case', args.case_id)} has no kind yet.`,
        'classify_case sets it.',
      );
    }
    return succeed({ case_id: showId('case', args.case_id), status: sent.to, resolution: args.resolution });
  },
});

export const closeCase = defineTool({
  name: 'close_case',
  description: 'Close a resolved case for good.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ case_id: caseId }),
  events: ['case.CLOSE'],
  run(context, args) {
    const found = locate(context, 'case', args.case_id);
    if (!found.ok) return found;
    const changes = { closed_at: context.clock.now() };
    const sent = advance(
      context,
      'case',
      found.row,
      'CLOSE',
      changes,
      'Only a resolved case is closed; resolve_case or dismiss_case first.',
    );
    if (!sent.ok) return sent;
    return succeed({ case_id: showId('case', args.case_id), status: sent.to });
  },
});

export const reopenCase = defineTool({
  name: 'reopen_case',
  description: 'Open a resolved case again: the customer objects.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ case_id: caseId }),
  events: ['case.REOPEN'],
  run(context, args) {
    const found = locate(context, 'case', args.case_id);
    if (!found.ok) return found;
    const sent = advance(
      context,
      'case',
      found.row,
      'REOPEN',
      { resolution: null },
      'Only a resolved case can be reopened; a closed one stays closed.',
    );
    if (!sent.ok) return sent;
    return succeed({ case_id: showId('case', args.case_id), status: sent.to });
  },
});

export const dismissCase = defineTool({
  name: 'dismiss_case',
  description: 'Close a case that is spam, or the duplicate of another case, which must be named.',
  effect: 'write',
  seconds: 8,
  parameters: z.strictObject({
    case_id: caseId,
    reason: choice(['duplicate', 'spam']).describe('Why'),
    duplicate_of: optional(idOf('case')).describe('The case that stays, like "CS9"; with reason duplicate'),
  }),
  events: ['case.DISMISS'],
  run(context, args) {
    const found = locate(context, 'case', args.case_id);
    if (!found.ok) return found;
    if (args.reason === 'spam' && args.duplicate_of !== undefined) {
      return failed('validation', 'duplicate_of: not with reason spam.', 'Leave it out.');
    }
    if (args.reason === 'duplicate') {
      if (args.duplicate_of === undefined) {
        return failed(
          'validation',
          'duplicate_of: needed with reason duplicate.',
          'Name the case that stays.',
        );
      }
      if (args.duplicate_of === args.case_id) {
        return failed('validation', 'duplicate_of: a case is not a duplicate of itself.');
      }
      const other = locate(context, 'case', args.duplicate_of, 'read');
      if (!other.ok) return other;
      if (other.row['parent_id'] !== null) {
        return failed(
          'conflict',
          `Case ${showId('case', args.duplicate_of)} is a duplicate itself, of ${showId('case', int(other.row, 'parent_id'))}.`,
          'Name that one.',
        );
      }
    }
    const sent = advance(
      context,
      'case',
      found.row,
      'DISMISS',
      { resolution: args.reason, parent_id: args.duplicate_of ?? null, closed_at: context.clock.now() },
      'A case is dismissed before it waits, is escalated or resolved.',
    );
    if (!sent.ok) return sent;
    return succeed({ case_id: showId('case', args.case_id), status: sent.to, reason: args.reason });
  },
});
