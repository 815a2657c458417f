/** What stands beside a form and answers for it: its heading, its answer, or why there is none. */
import { Group, Loader, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorNotice } from '../../parts/errors.tsx';
import type { TryOutState } from '../try-out.ts';

export function TryOutBox<T>({
  title,
  state: { query, stale, blocked },
  controls,
  children,
}: {
  readonly title: string;
  readonly state: TryOutState<T>;
  readonly controls?: ReactNode;
  readonly children: (answer: T) => ReactNode;
}): ReactNode {
  return (
    <aside aria-label={title} aria-busy={stale}>
      <div className="us-surface us-nested" style={{ padding: 16 }}>
        <Group justify="space-between" wrap="nowrap" mih={24}>
          <Title order={2} size="h5">
            {title}
          </Title>
          {stale && blocked === null ? <Loader size={14} aria-label="Working it out" /> : null}
        </Group>
        {controls}
        {blocked === null ? (
          <Answer query={query}>{children}</Answer>
        ) : (
          <Text size="sm" c="dimmed">
            {blocked}
          </Text>
        )}
      </div>
    </aside>
  );
}

function Answer<T>({
  query,
  children,
}: {
  readonly query: TryOutState<T>['query'];
  readonly children: (answer: T) => ReactNode;
}): ReactNode {
  if (query.isError) return <ErrorNotice error={query.error} retry={() => void query.refetch()} />;
  if (query.data === undefined)
    return (
      <Text size="sm" c="dimmed">
        Working it out…
      </Text>
    );
  return children(query.data);
}
