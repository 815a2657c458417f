/** What is said in a case: internal notes, replies to the customer, and the articles that helped. */
import { defineTool, freeText, int, intOrNull, succeed, text, textOrNull } from '@understudy/kernel';
import { z } from 'zod';
import { showId } from '../ids.ts';
import { actingUser } from './acting.ts';
import { caseId, openCase } from './cases.ts';
import { findArticle, articleReference } from './knowledge.ts';
import { failed } from './outcomes.ts';
import { optional } from './parameters.ts';
import { locate } from './records.ts';
import { find, insert, update } from './writing.ts';

export const addCaseNote = defineTool({
  name: 'add_case_note',
  description: 'Add an internal note to a case. The customer does not see it.',
  effect: 'write',
  seconds: 10,
  parameters: z.strictObject({ case_id: caseId, body: freeText(2000).describe('The note') }),
  run(context, args) {
    const acting = actingUser(context);
    if (!acting.ok) return acting;
    const found = locate(context, 'case', args.case_id);
    if (!found.ok) return found;
    const id = insert(context.world, 'case_comments', {
      case_id: args.case_id,
      author_id: acting.id,
      public: 0,
      body: args.body,
      created_at: context.clock.now(),
    });
    return succeed({ case_id: showId('case', args.case_id), comment_id: showId('case_comment', id) });
  },
});

export const replyToCase = defineTool({
  name: 'reply_to_case',
  description: 'Answer the customer by e-mail. The reply is public in the case and logged as an e-mail.',
  effect: 'write',
  seconds: 45,
  parameters: z.strictObject({
    case_id: caseId,
    body: freeText(2000).describe('What the customer reads'),
    subject: optional(freeText(120)).describe('Default: the subject of the case'),
  }),
  run(context, args) {
    const acting = actingUser(context);
    if (!acting.ok) return acting;
    const found = locate(context, 'case', args.case_id);
    if (!found.ok) return found;
    const open = openCase(found.row);
    if (!open.ok) return open;
    const { world, clock } = context;
    const contactId = intOrNull(found.row, 'contact_id');
    const contact = contactId === null ? undefined : find(world, 'contacts', contactId);
    const address = contact === undefined ? null : textOrNull(contact, 'email');
    if (contact === undefined || address === null) {
      return failed(
        'conflict',
        `Case ${showId('case', args.case_id)} has no contact with an e-mail address.`,
        'log_call records an answer by telephone.',
      );
    }
    if (int(contact, 'bounced') === 1) {
      return failed(
        'conflict',
        `E-mails to ${address} bounce.`,
        'Correct the address of the contact, or call.',
      );
    }
    const now = clock.now();
    insert(world, 'case_comments', {
      case_id: args.case_id,
      author_id: acting.id,
      public: 1,
      body: args.body,
      created_at: now,
    });
    const email = insert(world, 'emails', {
      direction: 'outbound',
      from_address: text(acting.row, 'email'),
      to_address: address,
      subject: args.subject ?? `Re: ${text(found.row, 'subject')}`,
      body: args.body,
      user_id: acting.id,
      record_type: 'case',
      record_id: args.case_id,
      sent_at: now,
    });
    update(context, 'case', found.row, {
      first_response_at: intOrNull(found.row, 'first_response_at') ?? now,
    });
    return succeed({ case_id: showId('case', args.case_id), email_id: showId('email', email), to: address });
  },
});

export const linkCaseArticle = defineTool({
  name: 'link_case_article',
  description: 'Note in a case which knowledge article answers it.',
  effect: 'write',
  seconds: 5,
  parameters: z.strictObject({ case_id: caseId, article: articleReference }),
  run(context, args) {
    const acting = actingUser(context);
    if (!acting.ok) return acting;
    const found = locate(context, 'case', args.case_id);
    if (!found.ok) return found;
    const article = findArticle(context.world, args.article);
    if (!article.ok) return article;
    const id = showId('article', int(article.row, 'id'));
    const body = `Article ${id}: ${text(article.row, 'title')}`;
    const linked = context.world.get(
      'SELECT id FROM case_comments WHERE case_id = (SELECT ?) AND body = ? LIMIT 1',
      args.case_id,
      body,
    );
    if (linked !== undefined) {
      return failed('conflict', `Article ${id} is linked to case ${showId('case', args.case_id)} already.`);
    }
    insert(context.world, 'case_comments', {
      case_id: args.case_id,
      author_id: acting.id,
      public: 0,
      body,
      created_at: context.clock.now(),
    });
    return succeed({ case_id: showId('case', args.case_id), article_id: id });
  },
});
