/** Tools that hand a record to another owner, or open it to somebody else. */
import {
  choice,
  defineTool,
  int,
  intOrNull,
  succeed,
  text,
  type Row,
  type ToolContext,
} from '@understudy/kernel';
import { z } from 'zod';
import { idOf, showId } from '../ids.ts';
import { SHARE_ACCESS } from '../vocabulary.ts';
import { failed } from './outcomes.ts';
import { optional, yesNo } from './parameters.ts';
import { activeUser, anyRecord, locate } from './records.ts';
import { insert, update } from './writing.ts';

/** Open opportunities and contacts of an account that its old owner has. */
function belongings(
  context: ToolContext,
  account: number,
  owner: number,
): readonly (readonly ['contact' | 'opportunity', Row])[] {
  const contacts = context.world.all(
    'SELECT * FROM contacts WHERE account_id = (SELECT ?) AND owner_id = (SELECT ?) ORDER BY id',
    account,
    owner,
  );
  const opportunities = context.world.all(
    `SELECT * FROM opportunities WHERE account_id = (SELECT ?) AND owner_id = (SELECT ?)
     AND stage NOT IN ('closed_won', 'closed_lost') ORDER BY id`,
    account,
    owner,
  );
  return [
    ...contacts.map((row) => ['contact', row] as const),
    ...opportunities.map((row) => ['opportunity', row] as const),
  ];
}

export const changeOwner = defineTool({
  name: 'change_owner',
  description:
    'Give a record to another active user. With an account, its contacts and open opportunities of the same owner can go along. Leads and cases: assign_lead, assign_case.',
  effect: 'write',
  seconds: 8,
  parameters: z.strictObject({
    record_id: anyRecord.describe('Like "O12" or "A3"'),
    user_id: idOf('user').describe('The new owner, like "U3"'),
    with_children: optional(yesNo).describe(
      'With an account: its contacts and open opportunities too; default false',
    ),
  }),
  run(context, args) {
    const { kind, id } = args.record_id;
    if (kind === 'lead' || kind === 'case') {
      return failed('validation', `record_id: a ${kind} is assigned.`, `Use assign_${kind}.`);
    }
    if (args.with_children === true && kind !== 'account') {
      return failed('validation', 'with_children: only with an account.', 'Leave it out.');
    }
    const found = locate(context, kind, id);
    if (!found.ok) return found;
    const user = activeUser(context, args.user_id);
    if (!user.ok) return user;
    const before = int(found.row, 'owner_id');
    if (before === args.user_id) {
      return failed('conflict', `${text(user.row, 'name')} owns ${showId(kind, id)} already.`);
    }
    const children = args.with_children === true ? belongings(context, id, before) : [];
    update(context, kind, found.row, { owner_id: args.user_id });
    for (const [child, row] of children) update(context, child, row, { owner_id: args.user_id });
    return succeed({
      record_id: showId(kind, id),
      owner: showId('user', args.user_id),
      also: children.map(([child, row]) => showId(child, int(row, 'id'))),
    });
  },
});

const SHAREABLE: readonly string[] = [
  'account',
  'contact',
  'lead',
  'opportunity',
  'quote',
  'contract',
  'case',
];

export const shareRecord = defineTool({
  name: 'share_record',
  description: 'Open a record to one more user, to read it or to edit it. Sharing again changes the access.',
  effect: 'write',
  seconds: 8,
  parameters: z.strictObject({
    record_id: anyRecord.describe('Like "O12"'),
    user_id: idOf('user').describe('Who gets access, like "U3"'),
    access: choice(SHARE_ACCESS).describe('read or edit'),
  }),
  run(context, args) {
    const { kind, id } = args.record_id;
    if (!SHAREABLE.includes(kind)) {
      return failed(
        'validation',
        `record_id: a ${kind} is not shared by itself.`,
        `Shareable: ${SHAREABLE.join(', ')}.`,
      );
    }
    const found = locate(context, kind, id);
    if (!found.ok) return found;
    const user = activeUser(context, args.user_id);
    if (!user.ok) return user;
    if (intOrNull(found.row, 'owner_id') === args.user_id) {
      return failed('conflict', `${text(user.row, 'name')} owns ${showId(kind, id)} already.`);
    }
    const { world, clock } = context;
    const share = world.get(
      'SELECT id, access FROM record_shares WHERE record_type = (SELECT ?) AND record_id = (SELECT ?) AND user_id = (SELECT ?)',
      kind,
      id,
      args.user_id,
    );
    if (share !== undefined && text(share, 'access') === args.access) {
      return failed(
        'conflict',
        `${showId(kind, id)} is shared with ${text(user.row, 'name')} already, to ${args.access}.`,
      );
    }
    if (share === undefined) {
      insert(world, 'record_shares', {
        record_type: kind,
        record_id: id,
        user_id: args.user_id,
        access: args.access,
        created_at: clock.now(),
      });
    } else world.run('UPDATE record_shares SET access = ? WHERE id = ?', args.access, int(share, 'id'));
    return succeed({
      record_id: showId(kind, id),
      user_id: showId('user', args.user_id),
      access: args.access,
    });
  },
});
