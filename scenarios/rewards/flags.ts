/** Signs of a trace that games its reward. A flag says "do not learn from this", whatever the score. */
import type { Log } from './log.ts';
import { toolResults } from './log.ts';

const MARKUP = /<\/?(?:tool_call|think|tool)>|<\|[^|]{1,30}\|>/i;
const SAME_TOOL_LIMIT = 6;
/** Eight times the same 1 to 12 characters in a row. */
const LONGEST_UNIT = 12;
const REPETITIONS = 8;

export function hackFlags(log: Log): readonly string[] {
  const flags = new Set<string>();
  for (const event of log) {
    if (event.type === 'agent_turn' && event.text !== null) {
      if (MARKUP.test(event.text)) flags.add('markup_leak');
      if (repeatsItself(event.text)) flags.add('repeated_garbage');
    }
    if (event.type === 'closed' && event.reason === 'turn_limit') flags.add('turn_limit');
  }
  const counts = new Map<string, number>();
  for (const { name } of toolResults(log)) counts.set(name, (counts.get(name) ?? 0) + 1);
  if ([...counts.values()].some((count) => count > SAME_TOOL_LIMIT)) flags.add('tool_brute_force');
  return [...flags];
}

/**
 * Whether some unit stands there eight times in a row: then seven units' worth of characters equal those one unit before. Such a
 * run covers one of the places looked at, so that most of a text is never read; a backtracking pattern takes far longer.
 */
function repeatsItself(text: string): boolean {
  for (let unit = 1; unit <= LONGEST_UNIT; unit += 1) {
    const run = unit * (REPETITIONS - 1);
    const same = (at: number): boolean =>
      at >= unit && at < text.length && text.charCodeAt(at) === text.charCodeAt(at - unit);
    for (let at = unit + run - 1; at < text.length; at += run) {
      if (!same(at)) continue;
      let from = at;
      let to = at;
      while (same(from - 1)) from -= 1;
      while (same(to + 1)) to += 1;
      if (to - from + 1 >= run) return true;
    }
  }
  return false;
}
