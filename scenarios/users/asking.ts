/** What an agent's line asks of a user: facts it wants to know, things it wants done. */
import type { Fact, TaskUser, UserAction } from '../schema/task.ts';
import type { UserState } from './state.ts';

/** Case and accents aside: agents write `numero` for `número`. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function names(line: string, phrases: readonly string[]): boolean {
  return phrases.some((phrase) => line.includes(folded(phrase)));
}

/** Facts that an agent's line asks for, in the order of the scenario. */
export function asksFor(user: TaskUser, text: string): readonly Fact[] {
  const line = folded(text);
  return user.facts.filter((fact) => names(line, fact.askedBy));
}

/** Facts asked for that the user knows and has not told in any way, together with what has to be told before them. */
export function fresh(user: TaskUser, state: UserState, asked: readonly Fact[]): readonly Fact[] {
  const told = new Set([...state.disclosed, ...state.lied]);
  const wanted = asked.filter((fact) => !fact.unknown && !told.has(fact.id));
  const ready = wanted.filter((fact) => missingBefore(user, told, fact).length === 0);
  if (ready.length > 0 || wanted.length === 0) return ready;
  // What stands in the way is told instead; each step is nearer to what was asked, as long as nothing stands in its own way.
  return firstReady(user, told, wanted, new Set());
}

function firstReady(
  user: TaskUser,
  told: ReadonlySet<string>,
  wanted: readonly Fact[],
  seen: Set<string>,
): readonly Fact[] {
  for (const fact of wanted) {
    if (seen.has(fact.id)) continue;
    seen.add(fact.id);
    const before = missingBefore(user, told, fact);
    const found = before.length === 0 ? [fact] : firstReady(user, told, before, seen);
    if (found.length > 0) return found;
  }
  return [];
}

/** What must be told before a fact and has not been. What the user does not know, or tells at once, stands in nobody's way. */
export function missingBefore(user: TaskUser, told: ReadonlySet<string>, fact: Fact): readonly Fact[] {
  if (fact.after.length === 0) return [];
  return user.facts.filter(
    (other) =>
      fact.after.includes(other.id) && !other.unknown && other.askedBy.length > 0 && !told.has(other.id),
  );
}

/**
 * What the user does itself about an agent's line, or null. What has been done is done again only to look once more (`looks`: the
 * tool changes nothing), and only where the line asks for nothing else that is new.
 */
export function actionFor(
  user: TaskUser,
  state: UserState,
  text: string,
  looks: (tool: string) => boolean,
): UserAction | null {
  const wanted = actionsIn(user, text);
  const undone = wanted.find((action) => state.done[action.id] === undefined);
  if (undone !== undefined) return undone;
  const again = wanted.find((action) => looks(action.tool));
  return again !== undefined && fresh(user, state, asksFor(user, text)).length === 0 ? again : null;
}

/** Actions that an agent's line asks for, in the order of the scenario. */
export function actionsIn(user: TaskUser, text: string): readonly UserAction[] {
  if (user.actions.length === 0) return [];
  const line = folded(text);
  return user.actions.filter((action) => names(line, action.askedBy));
}
