/** The long work that is going on, from every screen: how far it is, a way to stop it, and a notification when it ends. */
import { ActionIcon, Button, Group, Indicator, Popover, Progress, Stack, Text, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconActivity } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { WorkItem } from '@understudy/host/contract';
import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { notifyError } from '../parts/errors.tsx';
import { count } from '../parts/format.ts';
import { query } from './live.ts';
import { shell } from './shell.ts';

const SHOWN = 8;

export function WorkTray(): ReactNode {
  const { data: items = [] } = useQuery(query.app.work.list.queryOptions());
  const running = items.filter((item) => item.status === 'running');
  useEndNotifications(items);
  return (
    <Popover position="bottom-end" width={380} shadow="md" withinPortal>
      <Popover.Target>
        <Tooltip label="Work going on">
          <Indicator label={running.length} size={16} disabled={running.length === 0}>
            <ActionIcon variant="subtle" color="gray" aria-label={`Work going on: ${String(running.length)}`}>
              <IconActivity size={18} />
            </ActionIcon>
          </Indicator>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          {items.length === 0 ? (
            <Text size="sm" c="dimmed">
              Nothing is going on. Runs, training and exports appear here.
            </Text>
          ) : null}
          {items.slice(0, SHOWN).map((item) => (
            <Work key={item.id} item={item} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function Work({ item }: { readonly item: WorkItem }): ReactNode {
  const [, navigate] = useLocation();
  const cancel = useMutation(query.app.work.cancel.mutationOptions({ onError: notifyError }));
  const { progress, link, status } = item;
  return (
    <section aria-label={item.title}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={600} truncate>
          {item.title}
        </Text>
        <Group gap={4} wrap="nowrap">
          {link === null ? null : (
            <Button size="compact-xs" variant="subtle" onClick={() => navigate(link)}>
              Open
            </Button>
          )}
          {status === 'running' ? (
            <Button size="compact-xs" variant="default" onClick={() => cancel.mutate({ id: item.id })}>
              Stop
            </Button>
          ) : null}
        </Group>
      </Group>
      {status === 'running' && progress !== null ? (
        <Progress
          aria-label={`Progress of ${item.title}`}
          value={progress.total === 0 ? 0 : (100 * progress.done) / progress.total}
          my={4}
        />
      ) : null}
      <Text size="xs" c="dimmed">
        {lineOf(item)}
      </Text>
    </section>
  );
}

function lineOf({ status, stage, progress, outcome }: WorkItem): string {
  if (status !== 'running') return outcome?.message ?? '';
  const far = progress === null ? '' : `${count(progress.done)} of ${count(progress.total)}`;
  return [stage, far, progress?.note ?? ''].filter((part) => part !== '').join(' · ');
}

/** Tells about work that ended while this window watched it. */
function useEndNotifications(items: readonly WorkItem[]): void {
  const seen = useRef(new Set<string>());
  useEffect(() => {
    for (const item of items) {
      if (item.status === 'running') seen.current.add(item.id);
      else if (seen.current.delete(item.id) && item.status !== 'cancelled') announce(item);
    }
  }, [items]);
}

function announce({ title, status, outcome }: WorkItem): void {
  const good = status === 'done';
  const remedy = outcome?.remedy ?? '';
  const heading = good ? `${title}: done` : `${title}: failed`;
  const message = [outcome?.message ?? '', remedy].filter((part) => part !== '').join(' ');
  notifications.show({
    ...{ title: heading, message },
    color: good ? 'green' : 'red',
    autoClose: good ? 8000 : 15_000,
  });
  // The system's own comes only where the window is not in front; it may have none, and then this one is enough.
  const told = shell()?.notify({ title: heading.slice(0, 120), body: message.slice(0, 400) });
  void told?.catch(() => undefined);
}
