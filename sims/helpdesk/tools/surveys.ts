/** Tools on satisfaction surveys. */
import {
  choice,
  defineTool,
  freeText,
  int,
  isoDate,
  publicId,
  succeed,
  text,
  textOrNull,
} from '@understudy/kernel';
import { z } from 'zod';
import { failed } from '../outcomes.ts';
import { satisfactionLifecycle } from '../lifecycles.ts';
import { sceneOf } from '../ticketing/scene.ts';
import { expireSurvey as expire, offerSurvey, openSurvey, rate } from '../ticketing/survey.ts';
import { ticketChanged, UPDATE_EVENTS } from '../ticketing/update.ts';
import { chosenTicket, optionalTicketId } from './focus.ts';

export const sendSurvey = defineTool({
  name: 'send_survey',
  description: 'Ask the customer of a solved ticket how the service was.',
  effect: 'write',
  seconds: 3,
  parameters: z.strictObject({ ticket_id: optionalTicketId }),
  events: [...UPDATE_EVENTS],
  run(context, args) {
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    if (ticket.row['status'] !== 'solved')
      return failed(
        'conflict',
        `The ticket is ${text(ticket.row, 'status')}.`,
        'Only a solved ticket is rated.',
      );
    if (openSurvey(context, ticket.id) !== undefined)
      return failed('conflict', 'The customer has been asked already.');
    const scene = sceneOf(context);
    const id = offerSurvey(scene, ticket.row);
    ticketChanged(scene, ticket.row);
    return succeed({ survey_id: `Y${id}`, status: 'offered' });
  },
});

export const getSatisfaction = defineTool({
  name: 'get_satisfaction',
  description: 'Read how the customer rated a ticket.',
  effect: 'read',
  seconds: 2,
  parameters: z.strictObject({ ticket_id: optionalTicketId }),
  run(context, args) {
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    const rows = context.world.all(
      'SELECT id, status, comment, offered_at FROM satisfaction_ratings WHERE ticket_id = (SELECT ?) ORDER BY id',
      ticket.id,
    );
    return succeed({
      ticket_id: `T${ticket.id}`,
      ratings: rows.map((row) => ({
        survey_id: `Y${int(row, 'id')}`,
        status: text(row, 'status'),
        comment: textOrNull(row, 'comment'),
        offered: isoDate(int(row, 'offered_at')),
      })),
    });
  },
});

export const rateService = defineTool({
  name: 'rate_service',
  description: 'Answer the survey on a ticket.',
  effect: 'write',
  by: 'user',
  seconds: 20,
  parameters: z.strictObject({
    rating: choice(['good', 'bad']).describe('How the service was'),
    comment: z
      .preprocess((value) => (value === null || value === '' ? undefined : value), freeText(500).optional())
      .optional()
      .describe('Why'),
    ticket_id: optionalTicketId,
  }),
  events: ['satisfaction.RATE_GOOD', 'satisfaction.RATE_BAD', ...UPDATE_EVENTS],
  run(context, args) {
    const ticket = chosenTicket(context, args.ticket_id);
    if (!ticket.ok) return ticket;
    const survey = openSurvey(context, ticket.id);
    if (survey === undefined) return failed('not_found', 'No survey waits for an answer.');
    const scene = { ...sceneOf(context), actor: 'customer' as const };
    rate(scene, survey, args.rating, args.comment ?? null);
    ticketChanged(scene, ticket.row, 'rated');
    return succeed({ survey_id: `Y${int(survey, 'id')}`, status: args.rating });
  },
});

export const expireSurvey = defineTool({
  name: 'expire_survey',
  description: 'Close a survey that nobody answered.',
  effect: 'write',
  by: 'system',
  seconds: 0,
  parameters: z.strictObject({ survey_id: publicId('Y', 'survey').describe('Survey id, like "Y2"') }),
  events: ['satisfaction.EXPIRE'],
  run(context, args) {
    const row = context.world.get('SELECT status FROM satisfaction_ratings WHERE id = ?', args.survey_id);
    if (row === undefined) return failed('not_found', `There is no survey Y${args.survey_id}.`);
    const legal = satisfactionLifecycle.transition(text(row, 'status'), 'EXPIRE');
    if (!legal.ok) return legal;
    expire(sceneOf(context), args.survey_id);
    return succeed({ survey_id: `Y${args.survey_id}`, status: legal.to });
  },
});
