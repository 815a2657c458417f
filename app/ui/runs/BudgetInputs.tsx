/** What a run may take at one sitting; for models that cost money, above all. */
import { NumberInput, SimpleGrid } from '@mantine/core';
import type { RunChoices } from '@understudy/host/contract';
import type { ReactNode } from 'react';

export type Budget = NonNullable<RunChoices['budget']>;

export function BudgetInputs({
  budget: { minutes, tokens },
  onChange,
}: {
  readonly budget: Budget;
  readonly onChange: (budget: Budget) => void;
}): ReactNode {
  const known = (value: string | number): number | undefined =>
    typeof value === 'number' && value > 0 ? value : undefined;
  return (
    <SimpleGrid cols={2}>
      <NumberInput
        label="Pause after so many minutes"
        description="What is finished is kept, and it can be gone on with. Empty: no limit"
        min={1}
        value={minutes ?? ''}
        onChange={(value) => onChange({ minutes: known(value), tokens })}
      />
      <NumberInput
        label="Pause after so many tokens"
        description="Read and written by all models that take part. Empty: no limit"
        min={1}
        step={10_000}
        thousandSeparator=","
        value={tokens ?? ''}
        onChange={(value) => onChange({ minutes, tokens: known(value) })}
      />
    </SimpleGrid>
  );
}

/** Nothing where there is no limit: then it is the same run as one that never had any. */
export function limitOf(budget: Budget): { readonly budget?: Budget } {
  return budget.minutes === undefined && budget.tokens === undefined ? {} : { budget };
}
