/** One thread of an admission run: it is given the packs once, then one family of one split at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Split } from '@understudy/kernel';
import {
  admitKeys,
  familyAdmission,
  openArena,
  parsePack,
  ScenarioError,
  taskKeys,
  type Arena,
  type Pack,
} from '@understudy/scenarios';
import { z } from 'zod';
import { unitSchema, type FromWorker, type Unit } from './admission-protocol.ts';

/** Candidates between two words about progress. */
const REPORT_EVERY = 5;

const packs = z
  .array(z.unknown())
  .parse(workerData)
  .map((document) => parsePack(document, 'a pack of this admission run'));
let open: { readonly pack: Pack; readonly split: Split; readonly arena: Arena } | null = null;

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}

/** Families of one pack and split come one after the other, so the last arena is mostly the one that is needed next. */
async function arenaOf(pack: Pack, split: Split): Promise<Arena> {
  if (open?.pack === pack && open.split === split) return open.arena;
  open?.arena.world.close();
  open = null;
  const arena = await openArena(pack, split);
  open = { pack, split, arena };
  return arena;
}

async function admitUnit({ pack: index, split, family }: Unit): Promise<void> {
  const pack = packs[index];
  if (pack === undefined) throw new RangeError(`there is no pack ${String(index)} in this run`);
  const arena = await arenaOf(pack, split);
  const keys = taskKeys(pack, split).filter((key) => key.family === family);
  let tried = 0;
  const report = admitKeys(pack, split, arena, keys, () => {
    tried += 1;
    if (tried % REPORT_EVERY === 0) tell({ type: 'tried', candidates: REPORT_EVERY });
  });
  if (tried % REPORT_EVERY > 0) tell({ type: 'tried', candidates: tried % REPORT_EVERY });
  tell({ type: 'done', admission: familyAdmission(pack.id, family, split, report) });
}

parentPort?.on('message', (raw: unknown) => {
  admitUnit(unitSchema.parse(raw)).catch((error: unknown) => {
    if (!(error instanceof ScenarioError)) throw error;
    tell({ type: 'refused', message: error.message });
  });
});
