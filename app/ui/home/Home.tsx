/** The loop at a glance. */
import { SimpleGrid, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { count } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { query } from '../shell/live.ts';

export default function Home(): ReactNode {
  const counts = useQuery(query.home.counts.queryOptions());
  return (
    <Page
      title="Home"
      lead="Agents rehearse here: scenarios become episodes, the best of them a dataset, and that a better model."
    >
      <Loaded query={counts}>
        {(data) => (
          <SimpleGrid cols={{ base: 2, md: 4 }}>
            {Object.entries<number>({ ...data }).map(([name, value]) => (
              <div key={name} className="us-surface" style={{ padding: 16 }}>
                <Text size="sm" c="dimmed">
                  {name}
                </Text>
                <Text size="xl" fw={650} className="us-number">
                  {count(value)}
                </Text>
              </div>
            ))}
          </SimpleGrid>
        )}
      </Loaded>
    </Page>
  );
}
