/** What the CRM does when time passes: presented quotes expire, contracts end or renew, tasks that are late become urgent. */
import { int, text, type Timer, type ToolContext } from '@understudy/kernel';
import { autoRenewContract, expireContract } from './tools/contract-endings.ts';
import { CONTRACT_END } from './tools/contracts.ts';
import { expireQuote, QUOTE_EXPIRY } from './tools/presenting.ts';
import { TASK_DUE } from './tools/tasks.ts';
import { find, update } from './tools/writing.ts';

/** A presented quote nobody answered. One that was answered meanwhile stays as it is. */
function quoteExpiry(context: ToolContext, timer: Timer): void {
  expireQuote.run(context, { quote_id: timer.subject });
}

/** A contract past its last day renews by itself where that was agreed and no notice was given; otherwise it expires. */
function contractEnd(context: ToolContext, timer: Timer): void {
  const contract = find(context.world, 'contracts', Number(timer.subject));
  if (contract === undefined) return;
  const renews = int(contract, 'auto_renew') === 1 && text(contract, 'status') === 'activated';
  const tool = renews ? autoRenewContract : expireContract;
  context.world.attempt(
    () => tool.run(context, { contract_id: timer.subject }),
    (outcome) => outcome.ok,
  );
}

/** A task that is not done at the end of its day gets high priority. */
function taskDue(context: ToolContext, timer: Timer): void {
  const task = find(context.world, 'crm_tasks', Number(timer.subject));
  if (task === undefined || ['completed', 'cancelled'].includes(text(task, 'status'))) return;
  update(context, 'task', task, { priority: 'high' });
}

export const TIMERS: Readonly<Record<string, (context: ToolContext, timer: Timer) => void>> = {
  [QUOTE_EXPIRY]: quoteExpiry,
  [CONTRACT_END]: contractEnd,
  [TASK_DUE]: taskDue,
};
