/** What a run may take at one sitting: so many minutes, so many tokens. It stops there as if it were paused, and can be gone on with. */
import type { Policy } from '@understudy/engine';

export interface Budget {
  /** Of wall time. */
  readonly minutes?: number | undefined;
  /** Read and written by all models that take part. */
  readonly tokens?: number | undefined;
}

/** Why a signal of a meter aborted; its message is a sentence for a person. */
export class BudgetSpent extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BudgetSpent';
  }
}

export interface Meter {
  /** Aborts with BudgetSpent. */
  readonly signal: AbortSignal;
  /** The same policy, each of its answers counted. */
  counted(policy: Policy): Policy;
  close(): void;
}

/** Time counts from now. */
export function openMeter({ minutes, tokens }: Budget): Meter {
  const stop = new AbortController();
  const spend = (what: string): void =>
    stop.abort(new BudgetSpent(`Paused: its budget of ${what} is used up.`));
  const timer =
    minutes === undefined
      ? undefined
      : setTimeout(
          () => spend(minutes === 1 ? 'one minute' : `${String(minutes)} minutes`),
          minutes * 60_000,
        );
  let used = 0;
  return {
    signal: stop.signal,
    counted: (policy) => ({
      id: policy.id,
      kind: policy.kind,
      concurrency: policy.concurrency,
      act: async (input, signal) => {
        const output = await policy.act(input, signal);
        used += output.usage.promptTokens + output.usage.completionTokens;
        if (tokens !== undefined && used >= tokens) spend(`${String(tokens)} tokens`);
        return output;
      },
      close: async () => policy.close(),
    }),
    close: () => clearTimeout(timer),
  };
}
