/** Finds a scenario pack by its id or reads one from a file, and opens the tasks of a split. */
import { readFileSync } from 'node:fs';
import type { Split } from '@understudy/kernel';
import {
  admitTasks,
  bindTasks,
  builtInPacks,
  curriculum,
  openArena,
  parsePack,
  ScenarioError,
} from '@understudy/scenarios';
import type { AdmittedTask, Arena, Pack } from '@understudy/scenarios';

/** A built-in pack by id, or the pack in a JSON file. Throws ScenarioError with the file, the places and the remedy. */
export function loadPack(idOrPath: string): Pack {
  const builtIn = builtInPacks.find((pack) => pack.id === idOrPath);
  if (builtIn !== undefined) return builtIn;
  const ids = builtInPacks.map((pack) => pack.id).join(', ');
  if (!idOrPath.endsWith('.json')) {
    throw new ScenarioError(
      `There is no scenario pack "${idOrPath}". Built in: ${ids}. A pack of your own is named by its id in the workspace, or by its .json file.`,
    );
  }
  let text: string;
  try {
    text = readFileSync(idOrPath, 'utf8');
  } catch (error) {
    throw new ScenarioError(
      `${idOrPath} cannot be read (${messageOf(error)}). Check the path; built-in packs are: ${ids}.`,
    );
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new ScenarioError(
      `${idOrPath} is not JSON: ${messageOf(error)}. Correct it there and load it again.`,
    );
  }
  return parsePack(document, idOrPath);
}

export interface OpenSplit {
  readonly arena: Arena;
  readonly tasks: readonly AdmittedTask[];
}

/** `turns`: the families in turn, indices ascending. `curriculum`: the same tasks, easy ones first. */
export type TaskOrder = 'turns' | 'curriculum';

/**
 * The first `count` tasks of a split (default: as many as the pack declares), in an order. Tasks of a built-in pack are admitted by the
 * test suite; those of a file go through the admission gate here, and one that fails it is an error, not a silent gap.
 */
export async function openSplit(
  pack: Pack,
  split: Split,
  count: number = pack.tasks[split],
  order: TaskOrder = 'turns',
): Promise<OpenSplit> {
  const wanted = Math.min(count, pack.tasks[split]);
  const arena = await openArena(pack, split);
  const inOrder = (tasks: readonly AdmittedTask[]): readonly AdmittedTask[] =>
    order === 'curriculum' ? curriculum(tasks) : tasks;
  if (builtInPacks.includes(pack)) return { arena, tasks: inOrder(bindTasks(pack, split, arena, wanted)) };
  const { admitted, rejected } = admitTasks(pack, split, arena, wanted);
  if (rejected.length > 0) {
    const shown = rejected.slice(0, 5).map(({ taskId, reason }) => `  ${taskId}: ${reason}`);
    throw new ScenarioError(
      `${pack.id}: ${String(rejected.length)} of ${String(wanted)} ${split} tasks do not pass the admission gate:\n${shown.join('\n')}\nCorrect the pack; \`understudy scenarios admit FILE\` lists them all.`,
    );
  }
  return { arena, tasks: inOrder(admitted) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
