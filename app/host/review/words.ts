/** How far two reviewers agree, in plain words. Pure. */
import type { PairAgreement } from '@understudy/engine';

/** Below this many episodes an agreement may be luck. */
const FEW = 10;

/**
 * The thresholds are the usual reading of κ (J. R. Landis and G. G. Koch 1977): from 0.61 substantial, from 0.81 almost perfect. What is
 * said depends on the figure; how sure it is, on the lower end of its interval.
 */
export function agreementWords({ reviewers: [a, b], both, agreed, kappa }: PairAgreement): string {
  const share = `${a} and ${b} agree on ${String(agreed)} of ${String(both)}`;
  if (both < FEW) return `${share}; too few to tell, label at least ${String(FEW)} of the same episodes.`;
  if (kappa === null) return `${share}; always with the same verdict, so that chance alone would do as well.`;
  const figure = `κ ${kappa.value.toFixed(2)}`;
  if (kappa.value >= 0.6) {
    const sure = kappa.low >= 0.4 ? '' : ', though on few episodes';
    return `${share}; ${figure}, good enough to rely on${sure}.`;
  }
  if (kappa.value >= 0.4) return `${share}; ${figure}, fair: talk about the episodes you differ on.`;
  return `${share}; ${figure}, hardly better than chance: agree on what good means before you go on.`;
}
