/** The tools that carry the processes of the CRM, by process: who works with leads finds the leads' tools side by side. */
import type { Tool } from '@understudy/kernel';
import * as activities from './activities.ts';
import * as approvals from './approvals.ts';
import * as campaigns from './campaigns.ts';
import * as messages from './case-messages.ts';
import * as caseWork from './case-work.ts';
import * as cases from './cases.ts';
import * as closing from './closing.ts';
import * as endings from './contract-endings.ts';
import * as contracts from './contracts.ts';
import { convertLead } from './conversion.ts';
import { findDuplicates } from './duplicates.ts';
import * as emails from './emails.ts';
import * as forecasts from './forecasts.ts';
import { getKnowledgeArticle, searchKnowledge } from './knowledge.ts';
import { getLead } from './lead-card.ts';
import * as leads from './leads.ts';
import * as items from './line-items.ts';
import { mergeRecords } from './merging.ts';
import * as opportunities from './opportunities.ts';
import { changeOwner, shareRecord } from './ownership.ts';
import * as presenting from './presenting.ts';
import * as quotes from './quotes.ts';
import { runReport } from './reports.ts';
import * as routing from './routing.ts';
import * as tasks from './tasks.ts';

export const leadTools: readonly Tool[] = [
  getLead,
  leads.scoreLeadTool,
  leads.startWorkingLead,
  leads.qualifyLead,
  leads.nurtureLead,
  leads.disqualifyLead,
  leads.reopenLead,
  routing.assignLead,
  routing.routeLead,
  convertLead,
];

export const dataTools: readonly Tool[] = [findDuplicates, mergeRecords, changeOwner, shareRecord];

export const campaignTools: readonly Tool[] = [
  campaigns.addCampaignMember,
  campaigns.setMemberResponse,
  campaigns.listCampaignMembers,
];

export const opportunityTools: readonly Tool[] = [
  opportunities.createOpportunity,
  opportunities.getOpportunity,
  opportunities.setOpportunityStage,
  items.listPriceBook,
  items.addOpportunityItem,
  items.removeOpportunityItem,
  closing.closeOpportunityWon,
  closing.closeOpportunityLost,
  closing.reopenOpportunity,
];

export const quoteTools: readonly Tool[] = [
  quotes.createQuote,
  quotes.getQuote,
  quotes.setQuoteDiscount,
  quotes.reviseQuote,
  approvals.submitQuoteForApproval,
  approvals.approveQuote,
  approvals.rejectQuote,
  approvals.recallQuote,
  approvals.listPendingApprovals,
  presenting.presentQuote,
  presenting.acceptQuote,
  presenting.denyQuote,
  presenting.expireQuote,
];

export const contractTools: readonly Tool[] = [
  contracts.createContract,
  contracts.getContract,
  contracts.submitContract,
  contracts.approveContract,
  contracts.rejectContract,
  contracts.recallContract,
  contracts.activateContract,
  contracts.cancelContract,
  endings.listExpiringContracts,
  endings.giveContractNotice,
  endings.withdrawContractNotice,
  endings.renewContract,
  endings.terminateContract,
  endings.expireContract,
  endings.autoRenewContract,
];

export const caseTools: readonly Tool[] = [
  cases.createCase,
  cases.getCase,
  cases.listCases,
  cases.classifyCase,
  routing.routeCase,
  routing.assignCase,
  caseWork.startCase,
  caseWork.holdCase,
  caseWork.resumeCase,
  messages.addCaseNote,
  messages.replyToCase,
  messages.linkCaseArticle,
  caseWork.escalateCase,
  caseWork.deescalateCase,
  caseWork.resolveCase,
  caseWork.closeCase,
  caseWork.reopenCase,
  caseWork.dismissCase,
  searchKnowledge,
  getKnowledgeArticle,
];

export const activityTools: readonly Tool[] = [
  activities.logCall,
  activities.logActivity,
  activities.addRecordNote,
  activities.scheduleEvent,
  activities.listActivities,
  tasks.createTask,
  tasks.startTask,
  tasks.holdTask,
  tasks.resumeTask,
  tasks.completeTask,
  tasks.deferTask,
  tasks.rescheduleTask,
  tasks.cancelTask,
  tasks.listTasks,
  emails.sendEmail,
  emails.listEmails,
  emails.readEmail,
];

export const figureTools: readonly Tool[] = [
  forecasts.getForecast,
  forecasts.submitForecast,
  forecasts.getTeamQuota,
  runReport,
];
