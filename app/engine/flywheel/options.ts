/** What a flywheel is asked to do, and the name under which its parts are kept, so that the same question finds them again. */
import { createHash } from 'node:crypto';
import type { Pack } from '@understudy/scenarios';

export interface FlywheelSizes {
  readonly heldoutTasks: number;
  /** Episodes per held-out task; pass^4 needs at least 4. */
  readonly heldoutSamples: number;
  readonly trainTasks: number;
  /** Episodes per training task (G). */
  readonly group: number;
}

export interface TrainingSettings {
  readonly lr: number;
  readonly epochs: number;
  readonly batchTokens: number;
}

export interface FlywheelOptions {
  readonly pack: Pack;
  /** A local model's GGUF and the Hugging Face folder it was made from. */
  readonly model: { readonly gguf: string; readonly weights: string | null };
  readonly rounds: number;
  readonly seed: number;
  readonly temperature: number;
  readonly sizes: FlywheelSizes;
  readonly training: TrainingSettings;
  /** Training tasks are rolled out easy ones first, in place of families in turn. */
  readonly curriculum?: boolean;
  /** Inference processes of one thread each. */
  readonly processes: number;
}

export const fullSizes: FlywheelSizes = { heldoutTasks: 165, heldoutSamples: 4, trainTasks: 220, group: 8 };
export const quickSizes: FlywheelSizes = { heldoutTasks: 55, heldoutSamples: 2, trainTasks: 66, group: 8 };

/** How the embedded model is fine-tuned. Set once, not searched for; docs/results/flywheel.md has what they gave. */
export const defaultTraining: TrainingSettings = { lr: 1e-3, epochs: 4, batchTokens: 8192 };

/** Twelve hex digits over everything that changes a result: an interrupted flywheel finds its parts by it, another question does not. */
export function flywheelKey(options: FlywheelOptions, modelHash: string): string {
  const { pack, seed, temperature, sizes, training, curriculum } = options;
  // The order of play leaves the name alone where it is the usual one.
  const order = curriculum === true ? { curriculum } : {};
  return createHash('sha256')
    .update(JSON.stringify({ pack, seed, temperature, sizes, training, ...order, modelHash }))
    .digest('hex')
    .slice(0, 12);
}
