/** Which world is looked at, its simulated time, and the way back to how it was made. */
import { Button, Group, Menu, NumberInput, Popover, SegmentedControl, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { notifyError } from '../parts/errors.tsx';
import { count } from '../parts/format.ts';
import { query } from '../shell/live.ts';
import type { Address } from './address.ts';
import { simulatedTime } from './cells.ts';

const SPANS = [
  { hours: 1, label: 'An hour' },
  { hours: 24, label: 'A day' },
  { hours: 168, label: 'A week' },
];

export function WorldBar({ address }: { readonly address: Address }): ReactNode {
  const { world } = address;
  const client = useQueryClient();
  const view = useQuery(query.systems.world.queryOptions({ input: world }));
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: query.systems.key() });
  const reset = useMutation(query.systems.reset.mutationOptions({ onSuccess: again, onError: notifyError }));
  const pass = useMutation(
    query.systems.pass.mutationOptions({
      onError: notifyError,
      onSuccess: async ({ timers, changes }) => {
        await again();
        notifications.show({
          title: timers.length === 0 ? 'Nothing came due' : `${count(timers.length)} timers came due`,
          message: changes.length === 0 ? 'No row changed.' : `${count(changes.length)} rows changed.`,
        });
      },
    }),
  );
  const changed = view.data?.tables.reduce((sum, table) => sum + table.changed, 0) ?? 0;
  return (
    <Group gap="sm" mb="sm" justify="space-between">
      <Group gap="sm">
        <Popover position="bottom-start" shadow="md" trapFocus>
          <Popover.Target>
            <Button size="xs" variant="default">
              {`World ${String(world.seed)}, ${world.split === 'train' ? 'to learn from' : 'kept for tests'}`}
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <Stack gap="sm" maw={320}>
              <Text size="sm">
                A world is made up from a number: the same number gives the same people and rows.
              </Text>
              <NumberInput
                label="Number"
                size="xs"
                min={0}
                max={2 ** 31 - 1}
                value={world.seed}
                onChange={(value) => address.set({ seed: String(value), row: null })}
              />
              <NumberInput
                label="Size"
                description="About how many rows, 100 to 5,000"
                size="xs"
                min={100}
                max={5000}
                step={100}
                value={world.size}
                onChange={(value) => address.set({ size: String(value), row: null })}
              />
              <SegmentedControl
                size="xs"
                aria-label="People"
                value={world.split}
                onChange={(value) => address.set({ split: value, row: null })}
                data={[
                  { value: 'train', label: 'To learn from' },
                  { value: 'heldout', label: 'Kept for tests' },
                ]}
              />
            </Stack>
          </Popover.Dropdown>
        </Popover>
        <Text size="sm" c="dimmed" className="us-number">
          {view.data === undefined ? '' : `It is ${simulatedTime(view.data.now)} there`}
        </Text>
        <Menu position="bottom-start" shadow="md">
          <Menu.Target>
            <Button size="xs" variant="subtle" loading={pass.isPending}>
              Let time pass
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {SPANS.map(({ hours, label }) => (
              <Menu.Item key={hours} onClick={() => pass.mutate({ world, hours })}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Group>
      <Group gap="sm">
        <Text size="sm" c="dimmed" role="status">
          {changed === 0 ? 'As it was made' : `${count(changed)} ${changed === 1 ? 'row' : 'rows'} changed`}
        </Text>
        <Button
          size="xs"
          variant="default"
          loading={reset.isPending}
          disabled={view.data === undefined}
          onClick={() => reset.mutate(world)}
        >
          Reset the world
        </Button>
      </Group>
    </Group>
  );
}
