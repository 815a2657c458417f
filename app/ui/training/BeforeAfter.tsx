/** Held-out tasks as the policies before, between and after a training played them, with what that says. */
import { Anchor, Group, SimpleGrid, Text } from '@mantine/core';
import type { PolicyEvaluation } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Bar } from '../parts/Bar.tsx';
import { count } from '../parts/format.ts';

export interface Measurement {
  readonly title: string;
  /** Null: not yet. */
  readonly evaluation: PolicyEvaluation | null;
}

export function BeforeAfter({ measurements }: { readonly measurements: readonly Measurement[] }): ReactNode {
  return (
    <SimpleGrid cols={{ base: 1, md: Math.min(3, measurements.length) }} spacing="xl">
      {measurements.map((one, i) => (
        <Measured key={i} {...one} />
      ))}
    </SimpleGrid>
  );
}

function Measured({ title, evaluation }: Measurement): ReactNode {
  return (
    <div>
      <Group justify="space-between" mb={4} wrap="nowrap">
        <Text size="sm" fw={600}>
          {title}
        </Text>
        {evaluation === null ? null : (
          <Anchor component={Link} href={`/runs/${encodeURIComponent(evaluation.runId)}`} size="sm">
            {count(evaluation.tasks * evaluation.samples)} episodes
          </Anchor>
        )}
      </Group>
      {evaluation === null ? (
        <Text size="sm" c="dimmed">
          Not measured yet
        </Text>
      ) : (
        <Bar success={evaluation.success} />
      )}
    </div>
  );
}

/** What two measurements of the same tasks say. */
export function verdict(before: PolicyEvaluation | null, after: PolicyEvaluation | null): string {
  if (after === null) return 'The new policy can play';
  const [old, now] = [before?.success ?? null, after.success];
  if (old === null || now === null) return 'The new policy was measured';
  if (now.low > old.high) return 'The new policy is clearly better';
  return now.high < old.low ? 'The new policy is clearly worse' : 'No clear difference to the old policy';
}

/** How to read the bars. */
export const barWords =
  'The bar is the share of held-out tasks that passed; the line through its end is the 95% interval.';
