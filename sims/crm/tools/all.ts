/** Every tool of the CRM, in the order in which they are listed to people and models. One line a group. */
import type { Tool } from '@understudy/kernel';
import { recordTools } from '../records/tools.ts';
import * as process from './process.ts';

export const TOOLS: readonly Tool[] = [
  ...recordTools,
  ...process.leadTools,
  ...process.dataTools,
  ...process.campaignTools,
  ...process.opportunityTools,
  ...process.quoteTools,
  ...process.contractTools,
  ...process.caseTools,
  ...process.activityTools,
  ...process.figureTools,
];
