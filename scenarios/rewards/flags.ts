/** Signs of a trace that games its reward. A flag says "do not learn from this", whatever the score. */
import type { Log } from './components.ts';
import { toolResults } from './components.ts';

const MARKUP = /<\/?(?:tool_call|think|tool)>|<\|[^|]{1,30}\|>/i;
const SAME_TOOL_LIMIT = 6;

export function hackFlags(log: Log): readonly string[] {
  const flags = new Set<string>();
  for (const event of log) {
    if (event.type === 'agent_turn' && event.text !== null) {
      if (MARKUP.test(event.text)) flags.add('markup_leak');
      if (/(.{1,12})\1{7,}/s.test(event.text)) flags.add('repeated_garbage');
    }
    if (event.type === 'closed' && event.reason === 'turn_limit') flags.add('turn_limit');
  }
  const counts = new Map<string, number>();
  for (const { name } of toolResults(log)) counts.set(name, (counts.get(name) ?? 0) + 1);
  if ([...counts.values()].some((count) => count > SAME_TOOL_LIMIT)) flags.add('tool_brute_force');
  return [...flags];
}
