/** Things of the workspace whose files are damaged: what is wrong with each and what to do, beside those that are not. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { shell } from '../shell/shell.ts';

export interface Damaged {
  readonly name: string;
  readonly path: string;
  readonly reason: string;
  readonly remedy: string;
}

export function DamagedNotice({
  title,
  damaged,
}: {
  readonly title: string;
  readonly damaged: readonly Damaged[];
}): ReactNode {
  const bridge = shell();
  if (damaged.length === 0) return null;
  return (
    <section className="us-surface" style={{ padding: 16 }} aria-label={title}>
      <Group gap="xs" mb="xs">
        <IconAlertTriangle size={18} className="us-warn" aria-hidden />
        <Text fw={600}>{title}</Text>
      </Group>
      <Stack gap="sm">
        {damaged.map(({ name, path, reason, remedy }) => (
          <Group key={path} justify="space-between" align="flex-start" wrap="nowrap">
            <div style={{ overflowWrap: 'anywhere' }}>
              <Text size="sm" fw={600}>
                {name}
              </Text>
              <Text size="sm">
                {reason} {remedy}
              </Text>
              <Text size="xs" c="dimmed">
                {path}
              </Text>
            </div>
            {bridge === null ? null : (
              <Button size="xs" variant="default" onClick={() => void bridge.showFile(path)}>
                Show the folder
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </section>
  );
}
