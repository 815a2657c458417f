/** How far two people agree who graded the same things: the share on which they do, and Cohen's κ. Pure. */
import { wilson, type Interval } from './statistics.ts';

export interface Agreement {
  /** Things that both graded. */
  readonly both: number;
  readonly agreed: number;
  /** The share with its 95% interval (Wilson); null where nothing was graded by both. */
  readonly share: Interval | null;
  /** Null where κ is not defined: nothing graded by both, or one grade was all that either gave. */
  readonly kappa: Kappa | null;
}

export interface Kappa {
  /** At most 1; 0 is what chance alone would give, below 0 is worse than chance. */
  readonly value: number;
  /** The 95% interval's ends, -1..1. */
  readonly low: number;
  readonly high: number;
}

/** The 97.5% quantile of the normal distribution. */
const z = 1.959963984540054;

/**
 * Agreement over pairs of grades of the same things. κ = (p_o - p_e) / (1 - p_e) (J. Cohen 1960, "A coefficient of agreement for nominal
 * scales"); its interval is κ ± 1.96·SE with the large-sample error of J. L. Fleiss, J. Cohen and B. S. Everitt 1969, "Large sample
 * standard errors of kappa and weighted kappa", equation 13. With full agreement that error is 0 whatever the number of things: then
 * the interval is that of the share, carried over by the same formula, so that three things agreed on do not look like proof.
 */
export function agreementOf(pairs: readonly (readonly [string, string])[]): Agreement {
  const both = pairs.length;
  if (both === 0) return { both, agreed: 0, share: null, kappa: null };
  const agreed = pairs.filter(([a, b]) => a === b).length;
  const share = wilson(agreed / both, both);
  return { both, agreed, share, kappa: kappaOf(pairs, share) };
}

function kappaOf(pairs: readonly (readonly [string, string])[], share: Interval): Kappa | null {
  const n = pairs.length;
  const grades = [...new Set(pairs.flat())];
  const rate = (holds: (pair: readonly [string, string]) => boolean): number =>
    pairs.filter(holds).length / n;
  const first = new Map(grades.map((grade) => [grade, rate(([a]) => a === grade)]));
  const second = new Map(grades.map((grade) => [grade, rate(([, b]) => b === grade)]));
  const ofFirst = (grade: string): number => first.get(grade) ?? 0;
  const ofSecond = (grade: string): number => second.get(grade) ?? 0;
  const chance = sum(grades.map((grade) => ofFirst(grade) * ofSecond(grade)));
  if (chance >= 1) return null;
  const over = (observed: number): number => (observed - chance) / (1 - chance);
  const value = over(share.rate);
  if (share.rate === 1) return { value, low: over(share.low), high: 1 };
  const same = sum(
    grades.map((grade) => {
      const cell = rate(([a, b]) => a === grade && b === grade);
      return cell * (1 - (ofFirst(grade) + ofSecond(grade)) * (1 - value)) ** 2;
    }),
  );
  const apart = sum(
    grades.flatMap((a) =>
      grades.map((b) =>
        a === b ? 0 : rate(([one, other]) => one === a && other === b) * (ofSecond(a) + ofFirst(b)) ** 2,
      ),
    ),
  );
  const variance =
    (same + (1 - value) ** 2 * apart - (value - chance * (1 - value)) ** 2) / (n * (1 - chance) ** 2);
  const half = z * Math.sqrt(Math.max(0, variance));
  return { value, low: Math.max(-1, value - half), high: Math.min(1, value + half) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
