/** The tools of the ticketing side beyond those on the ticket of a single-case episode. */
import type { Tool } from '@understudy/kernel';
import { applyMacro, listMacros } from './macros.ts';
import {
  abandonCall,
  answerNext,
  endCall,
  hangUp,
  listQueue,
  putCallerOnHold,
  resumeCaller,
  ringNext,
  ringOut,
} from './queue.ts';
import { assignTicket, listAgents, routeTicket, setAgentStatus } from './routing.ts';
import {
  closeSideConversation,
  readSideConversation,
  waitForAnswer,
  replySideConversation,
  sendPartnerReply,
  startSideConversation,
} from './side-conversations.ts';
import { breachSla, getSlaStatus } from './sla.ts';
import { expireSurvey, getSatisfaction, rateService, sendSurvey } from './surveys.ts';
import { addTags, getTicketFields, removeTags, setTicketField } from './ticket-fields.ts';
import { linkTickets, mergeTicket } from './ticket-links.ts';
import { getTicketHistory, listTickets, setTicketType, takeTicket } from './ticket-list.ts';
import {
  archiveTicket,
  putTicketOnHold,
  replyToCustomer,
  resumeTicket,
  waitForCustomer,
  writeToDesk,
} from './ticket-waiting.ts';

export const TICKETING_TOOLS: readonly Tool[] = [
  listTickets,
  takeTicket,
  getTicketHistory,
  setTicketType,
  replyToCustomer,
  waitForCustomer,
  putTicketOnHold,
  resumeTicket,
  getTicketFields,
  setTicketField,
  addTags,
  removeTags,
  listMacros,
  applyMacro,
  mergeTicket,
  linkTickets,
  startSideConversation,
  replySideConversation,
  readSideConversation,
  waitForAnswer,
  closeSideConversation,
  getSlaStatus,
  sendSurvey,
  getSatisfaction,
  listAgents,
  assignTicket,
  routeTicket,
  setAgentStatus,
  listQueue,
  answerNext,
  putCallerOnHold,
  resumeCaller,
  endCall,
  writeToDesk,
  rateService,
  hangUp,
  archiveTicket,
  breachSla,
  sendPartnerReply,
  expireSurvey,
  ringNext,
  ringOut,
  abandonCall,
];
