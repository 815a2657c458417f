/** Every key that works now, by group. */
import { Group, Kbd, Modal, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { keysForPeople, useAllActions } from './actions.tsx';

export function ShortcutSheet({
  opened,
  close,
}: {
  readonly opened: boolean;
  readonly close: () => void;
}): ReactNode {
  const actions = useAllActions();
  const groups = [...new Set(actions.map((action) => action.group))];
  return (
    <Modal opened={opened} onClose={close} title="Keys" size="lg">
      <Stack>
        {groups.map((group) => (
          <section key={group} aria-label={group}>
            <Title order={3} size="h5" mb={4}>
              {group}
            </Title>
            {actions.map(({ id, label, keys, group: own }) =>
              own !== group || keys === undefined ? null : (
                <Group key={id} justify="space-between" py={3}>
                  <Text size="sm">{label}</Text>
                  <Kbd>{keysForPeople(keys)}</Kbd>
                </Group>
              ),
            )}
          </section>
        ))}
      </Stack>
    </Modal>
  );
}
