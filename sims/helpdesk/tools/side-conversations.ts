/** Tools on side conversations: ask the warehouse, the carrier or finance, without the customer reading it. */
import {
  choice,
  defineTool,
  freeText,
  int,
  publicId,
  succeed,
  text,
  type Row,
  type World,
} from '@understudy/kernel';
import { z } from 'zod';
import { sideConversationLifecycle } from '../lifecycles.ts';
import { failed, refused, type Failed } from '../outcomes.ts';
import { record, readTicket, sceneOf } from '../ticketing/scene.ts';
import { answerSide, cancelReply, openSide, replyDue, say, scheduleReply } from '../ticketing/sides.ts';
import { PARTNERS } from '../vocabulary.ts';
import { chosenTicket, optionalTicketId } from './focus.ts';
import { frozen } from './tickets.ts';

const sideId = publicId('V', 'side conversation').describe('Side conversation id, like "V3"');

function sideById(world: World, id: number): { readonly ok: true; readonly row: Row } | Failed {
  const row = world.get('SELECT * FROM side_conversations WHERE id = ?', id);
  return row === undefined ? failed('not_found', `There is no side conversation V${id}.`) : { ok: true, row };
}

export const startSideConversation = defineTool({
  name: 'start_side_conversation',
  description:
    'Ask the warehouse, the carrier or finance about a ticket. They answer later; the customer does not see it.',
  effect: 'write',
  seconds: 30,
  parameters: z.strictObject({
    partner: choice(PARTNERS).describe('Whom to ask'),
    subject: freeText(120).describe('What it is about'),
    body: freeText(1000).describe('The question'),
    ticket_id: optionalTicketId,
  }),
  run(context, args) {
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    const stop = frozen(ticket.row);
    if (stop !== null) return stop;
    const id = openSide(sceneOf(context), ticket.row, args.partner, args.subject, args.body);
    return succeed({ side_conversation_id: `V${id}`, status: 'waiting' });
  },
});

export const replySideConversation = defineTool({
  name: 'reply_side_conversation',
  description: 'Write again in a side conversation.',
  effect: 'write',
  seconds: 20,
  parameters: z.strictObject({ side_conversation_id: sideId, body: freeText(1000).describe('The message') }),
  events: ['side_conversation.ASK'],
  run(context, args) {
    const id = args.side_conversation_id;
    const side = sideById(context.world, id);
    if (!side.ok) return side;
    const sent = sideConversationLifecycle.send(context.world, id, 'ASK');
    if (!sent.ok) return refused(sent, 'Start a new one with start_side_conversation.');
    const scene = sceneOf(context);
    say(scene, id, 'agent', args.body);
    scheduleReply(scene, id);
    return succeed({ side_conversation_id: `V${id}`, status: sent.to });
  },
});

export const readSideConversation = defineTool({
  name: 'read_side_conversation',
  description: 'Read a side conversation; without an id, list those of a ticket.',
  effect: 'read',
  seconds: 3,
  parameters: z.strictObject({
    side_conversation_id: z
      .preprocess((value) => (value === null || value === '' ? undefined : value), sideId.optional())
      .optional()
      .describe('Side conversation id, like "V3"'),
    ticket_id: optionalTicketId,
  }),
  run(context, args) {
    const { world } = context;
    if (args.side_conversation_id === undefined) {
      const ticket = chosenTicket(context, args.ticket_id);
      if (!ticket.ok) return ticket;
      const rows = world.all(
        'SELECT id, partner, subject, status FROM side_conversations WHERE ticket_id = (SELECT ?) ORDER BY id',
        ticket.id,
      );
      return succeed({ ticket_id: `T${ticket.id}`, side_conversations: rows.map(shown) });
    }
    const side = sideById(world, args.side_conversation_id);
    if (!side.ok) return side;
    const messages = world.all(
      'SELECT author, body FROM side_messages WHERE side_conversation_id = (SELECT ?) ORDER BY id',
      args.side_conversation_id,
    );
    return succeed({
      ...shown(side.row),
      messages: messages.map((row) => ({ author: text(row, 'author'), body: text(row, 'body') })),
    });
  },
});

function shown(row: Row): Record<string, string> {
  return {
    side_conversation_id: `V${int(row, 'id')}`,
    partner: text(row, 'partner'),
    subject: text(row, 'subject'),
    status: text(row, 'status'),
  };
}

export const waitForAnswer = defineTool({
  name: 'wait_for_answer',
  description: 'Do other work until a side conversation is answered. The time passes.',
  effect: 'read',
  seconds: 1,
  parameters: z.strictObject({ side_conversation_id: sideId }),
  run(context, args) {
    const { world, clock } = context;
    const id = args.side_conversation_id;
    const side = sideById(world, id);
    if (!side.ok) return side;
    const status = text(side.row, 'status');
    if (status !== 'waiting')
      return failed('conflict', `V${id} is ${status}.`, 'read_side_conversation shows what was written.');
    const due = replyDue(context, id);
    if (due === null) return failed('conflict', `Nobody is going to answer V${id}.`);
    const waited = Math.max(0, due - clock.now());
    // What comes due meanwhile is set again, for whoever lets time pass next to hear: that is how a tool call does it.
    for (const timer of clock.advance(waited)) clock.schedule(timer);
    return succeed({ side_conversation_id: `V${id}`, waited_minutes: Math.ceil(waited / 60_000) });
  },
});

export const closeSideConversation = defineTool({
  name: 'close_side_conversation',
  description: 'Close a side conversation.',
  effect: 'write',
  seconds: 3,
  parameters: z.strictObject({ side_conversation_id: sideId }),
  events: ['side_conversation.CLOSE'],
  run(context, args) {
    const { world } = context;
    const id = args.side_conversation_id;
    const side = sideById(world, id);
    if (!side.ok) return side;
    const sent = sideConversationLifecycle.send(world, id, 'CLOSE');
    if (!sent.ok) return refused(sent, 'It is closed already.');
    const scene = sceneOf(context);
    world.run('UPDATE side_conversations SET updated_at = ? WHERE id = ?', scene.at, id);
    cancelReply(scene, id);
    record(scene, readTicket(world, int(side.row, 'ticket_id')), 'side_closed', { subject: `V${id}` });
    return succeed({ side_conversation_id: `V${id}`, status: sent.to });
  },
});

export const sendPartnerReply = defineTool({
  name: 'send_partner_reply',
  description: 'The other side answers the last message of a side conversation.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ side_conversation_id: sideId }),
  events: ['side_conversation.ANSWER'],
  run(context, args) {
    const id = args.side_conversation_id;
    const side = sideById(context.world, id);
    if (!side.ok) return side;
    const legal = sideConversationLifecycle.transition(text(side.row, 'status'), 'ANSWER');
    if (!legal.ok) return legal;
    const body = answerSide(sceneOf(context), id);
    if (body === null) return failed('conflict', `Nobody has an answer to V${id}.`);
    return succeed({ side_conversation_id: `V${id}`, status: legal.to, body });
  },
});
