/** `understudy audit PACK --shift ID`: what gold and every lazy strategy earn on the shifts of a pack. */
import { openShifts } from '@understudy/engine';
import type { Split } from '@understudy/kernel';
import { auditShifts } from '@understudy/scenarios';
import type { Pack, ShiftAudit, ShiftAuditRow } from '@understudy/scenarios';
import { cleanLine } from '../output/clean.ts';
import { textTable } from '../output/table.ts';

export interface ShiftAuditReport {
  readonly splits: Readonly<Record<Split, ShiftAudit>>;
  /** Gold earns 1 and every lazy strategy 0. */
  readonly sound: boolean;
  readonly text: string;
}

/** Audits the first `count` shifts of each split. */
export async function auditShift(
  pack: Pack,
  shiftId: string,
  count: number,
  seed: number,
): Promise<ShiftAuditReport> {
  const audited = async (split: Split): Promise<ShiftAudit> => {
    const { arena, tasks } = await openShifts(pack, shiftId, split, count);
    try {
      return auditShifts(pack, arena, tasks, { seed });
    } finally {
      arena.world.close();
    }
  };
  const splits = { train: await audited('train'), heldout: await audited('heldout') };
  const all = [splits.train, splits.heldout];
  const sound = all.every(({ gold, lazy }) => gold.value === 1 && lazy.every(({ value }) => value === 0));
  const rows = (['train', 'heldout'] as const).flatMap((split) => {
    const { gold, lazy } = splits[split];
    const earning = lazy.filter(({ value }) => value !== 0);
    const nothing = String(lazy.length - earning.length);
    return [
      [split, ...cells(gold)],
      ...earning.map((row) => [split, ...cells(row)]),
      [split, `${nothing} lazy strategies`, '0.000', '–'],
    ];
  });
  const table = textTable(['split', 'strategy', 'expected value', 'least (gold), most (lazy)'], rows);
  const verdict = sound ? 'Sound: nobody earns anything without serving the queue.' : 'Not sound.';
  return { splits, sound, text: `${table}\n${verdict}` };
}

function cells({ strategy, value, extreme }: ShiftAuditRow): readonly string[] {
  const shown = value === null ? 'not judged' : value.toFixed(3);
  const where = extreme === null ? '–' : `${extreme.taskId} ${extreme.value.toFixed(3)}`;
  return [cleanLine(strategy), shown, cleanLine(where)];
}
