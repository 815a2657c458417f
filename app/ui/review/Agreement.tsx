/** How far the reviewers agree, in words. */
import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { query } from '../shell/live.ts';

export function Agreement(): ReactNode {
  const agreement = useQuery(query.review.agreement.queryOptions());
  const pairs = agreement.data ?? [];
  if (pairs.length === 0) return null;
  return (
    <section aria-label="Agreement" className="us-surface" style={{ padding: 16 }}>
      <Title order={2} size="h5" mb={6}>
        Do you agree?
      </Title>
      <Stack gap={6}>
        {pairs.map(({ reviewers, words, kappa }) => (
          <div key={reviewers.join('\n')}>
            <Text size="sm">{words}</Text>
            {kappa === null ? null : (
              <Text size="xs" c="dimmed" className="us-number">
                κ compares with what chance alone would give: 0 is chance, 1 is always. 95% interval{' '}
                {kappa.low.toFixed(2)} to {kappa.high.toFixed(2)}.
              </Text>
            )}
          </div>
        ))}
      </Stack>
    </section>
  );
}
