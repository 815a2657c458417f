/** How errors look: what happened and what to do, in the place where it happened, or as a notification for an action. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { ORPCError } from '@orpc/client';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';

export interface Described {
  readonly message: string;
  readonly remedy: string;
}

export function describe(error: unknown): Described {
  if (error instanceof ORPCError) {
    const data: unknown = error.data;
    const remedy = typeof data === 'object' && data !== null && 'remedy' in data ? String(data.remedy) : '';
    return { message: error.message, remedy };
  }
  return { message: error instanceof Error ? error.message : String(error), remedy: '' };
}

export function ErrorNotice({
  error,
  retry,
}: {
  readonly error: unknown;
  readonly retry?: () => void;
}): ReactNode {
  const { message, remedy } = describe(error);
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={message} role="alert">
      <Group justify="space-between">
        <Text size="sm">{remedy}</Text>
        {retry === undefined ? null : (
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  );
}

/** For an action that failed while its place has no room to say so. */
export function notifyError(error: unknown): void {
  const { message, remedy } = describe(error);
  notifications.show({ color: 'red', title: message, message: remedy, autoClose: 12_000 });
}
