/** What a list says when nothing is in it: what belongs here, and the one action that brings it. */
import { Button, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: { readonly label: string; readonly perform: () => void };
}

export function EmptyState({ title, children, action }: EmptyStateProps): ReactNode {
  return (
    <Stack className="us-surface" align="center" gap="sm" p="xl">
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text c="dimmed" ta="center" maw={520}>
        {children}
      </Text>
      {action === undefined ? null : <Button onClick={action.perform}>{action.label}</Button>}
    </Stack>
  );
}
