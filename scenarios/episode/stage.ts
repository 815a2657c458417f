/**
 * What the sessions of one world share: the opening situation of a task is written once and put back afterwards, and the hash of
 * a state is worked out once however many events show it, and what is under way in it is looked up once. Nothing here can be seen from outside but in the time it takes.
 */
import type { Snapshot, Timer, World } from '@understudy/kernel';
import type { OpeningWrite } from '../schema/task.ts';

export interface Stage {
  /** Puts the world into an opening situation. Throws what the database says of a row that does not fit. */
  open(opening: readonly OpeningWrite[]): Snapshot;
  /** What `find` finds in the world, which stands at this opening. */
  underWay(opening: readonly OpeningWrite[], find: () => readonly Timer[]): readonly Timer[];
  /** `world.hash()`. */
  hash(): string;
}

const stages = new WeakMap<World, Stage>();

export function stageOf(world: World): Stage {
  const known = stages.get(world);
  if (known !== undefined) return known;
  const stage = createStage(world);
  stages.set(world, stage);
  return stage;
}

function createStage(world: World): Stage {
  const openings = new WeakMap<readonly OpeningWrite[], Snapshot>();
  const timers = new WeakMap<readonly OpeningWrite[], readonly Timer[]>();
  const hashes = new WeakMap<Snapshot['changes'], string>();
  return {
    open: (opening) => {
      const kept = openings.get(opening);
      if (kept !== undefined) {
        world.restore(kept);
        return kept;
      }
      world.reset();
      opening.forEach((write) => {
        apply(world, write);
      });
      const snapshot = world.snapshot();
      openings.set(opening, snapshot);
      return snapshot;
    },
    underWay: (opening, find) => {
      const known = timers.get(opening) ?? find();
      timers.set(opening, known);
      return known;
    },
    hash: () => {
      const { changes } = world.snapshot();
      let value = hashes.get(changes);
      if (value === undefined) {
        value = world.hash();
        hashes.set(changes, value);
      }
      return value;
    },
  };
}

function apply(world: World, { table, key, values }: OpeningWrite): void {
  const columns = Object.keys(values);
  const cells = columns.map((column) => values[column] ?? null);
  if (key === null) {
    world.run(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      ...cells,
    );
  } else {
    world.run(
      `UPDATE ${table} SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
      ...cells,
      key,
    );
  }
}
