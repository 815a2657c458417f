/** What an agent without a plan says: it asks for everything the user can tell, and in the end claims everything at once. */
import type { ToolSpec } from '@understudy/kernel';
import type { AgentView } from './agent.ts';
import { heardFrom } from './agent.ts';
import { properties } from './arguments.ts';

/** How often it asks before it goes on with what it has. */
const QUESTIONS = 3;

/** A question for all facts that the user has not told yet, or null when there is none or it has asked often enough. */
export function questionForAll({ task, conversation }: AgentView): string | null {
  const asked = conversation.filter(
    (message) => message.role === 'assistant' && message.toolCalls.length === 0,
  ).length;
  if (asked >= QUESTIONS) return null;
  const heard = heardFrom(conversation);
  const missing = task.user.facts.filter(({ value, unknown }) => !unknown && !heard.includes(value));
  if (missing.length === 0)
    return asked === 0 && task.user.facts.length === 0 ? 'Please tell me more.' : null;
  // The user's own words for it, so that the question is understood in any language.
  const names = missing.flatMap(({ label, askedBy }) => {
    const word = askedBy.find((one) => !label.toLowerCase().includes(one.toLowerCase()));
    return word === undefined || askedBy.some((one) => label.toLowerCase().includes(one.toLowerCase()))
      ? [label]
      : [label, word];
  });
  return `Please tell me your ${names.join(' and ')}.`;
}

/** Tools that only look, by their names. */
const READING =
  /^(?:get|find|list|search|read|check|verify|query|view|show|look_?up|describe|count|identify|preview)(?:_|$)/;

export function isReading(tool: ToolSpec): boolean {
  return READING.test(tool.name);
}

/** Short enough to count as having told something. */
const LONGEST = 580;

const OUTCOMES =
  'I cannot do that. Your refund, return, exchange, replacement and credit are cancelled, shipped, approved and final sale; a manager will verify it, the window of 30 days is over, 5.00 and 10.00.';

const claims = new WeakMap<readonly ToolSpec[], Map<string, string>>();

/** Every phrase that might count as having told something: the outcomes of the trade, the words of the tools, the policy's amounts. */
export function everything({ tools, conversation }: Pick<AgentView, 'tools' | 'conversation'>): string {
  const [first] = conversation;
  const policy = first?.role === 'system' ? first.content : '';
  const byPolicy = claims.get(tools) ?? new Map<string, string>();
  claims.set(tools, byPolicy);
  const kept = byPolicy.get(policy);
  if (kept !== undefined) return kept;
  const words = tools
    .filter((tool) => !isReading(tool))
    .flatMap((tool) => properties(tool).flatMap(({ choices }) => choices))
    .map((word) => word.replaceAll('_', ' '));
  const amounts = policy.match(/\d+\.\d{2}/g) ?? [];
  const text = [OUTCOMES, ...new Set(amounts), ...new Set(words)].join(' ').slice(0, LONGEST);
  byPolicy.set(policy, text);
  return text;
}
