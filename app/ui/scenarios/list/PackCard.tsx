/** A pack in the list. */
import { Badge, Button, Group, Menu, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCopy, IconDots, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { OwnPack, PackLine } from '@understudy/host/contract';
import { notifyError } from '../../parts/errors.tsx';
import { count, dateTime } from '../../parts/format.ts';
import { query } from '../../shell/live.ts';
import { forgetDesign } from '../designs.ts';

interface CardProps {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly facts: ReactNode;
  readonly actions: ReactNode;
}

function Card({ id, title, description, facts, actions }: CardProps): ReactNode {
  return (
    <Stack className="us-surface" p="md" gap="xs" justify="space-between">
      <div>
        <Text
          component={Link}
          href={`/scenarios/${encodeURIComponent(id)}`}
          fw={600}
          className="us-card-link"
        >
          {title}
        </Text>
        <Text size="sm" c="dimmed" lineClamp={2}>
          {description}
        </Text>
      </div>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Group gap="xs">{facts}</Group>
        {actions}
      </Group>
    </Stack>
  );
}

export function BuiltInCard({
  pack,
  duplicate,
}: {
  readonly pack: PackLine;
  readonly duplicate: () => void;
}): ReactNode {
  return (
    <Card
      {...pack}
      facts={
        <Text size="xs" c="dimmed" className="us-number">
          {pack.systems.join(' and ')} · {count(pack.families)} kinds of case · {count(pack.tasks)} tasks
        </Text>
      }
      actions={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconCopy size={14} aria-hidden />}
          aria-label={`Duplicate ${pack.title}`}
          onClick={duplicate}
        >
          Duplicate
        </Button>
      }
    />
  );
}

export function OwnCard({
  pack,
  duplicate,
}: {
  readonly pack: OwnPack;
  readonly duplicate: () => void;
}): ReactNode {
  const remove = useMutation(
    query.designer.remove.mutationOptions({
      onSuccess: ({ folder }) => {
        forgetDesign(pack.id);
        notifications.show({
          title: `${pack.title} was moved to the trash`,
          message: `It lies in ${folder} and can be moved back from there.`,
          autoClose: 10_000,
        });
      },
      onError: notifyError,
    }),
  );
  return (
    <Card
      {...pack}
      facts={
        <>
          {pack.problems > 0 ? (
            <Badge size="sm" variant="light" color="red" className="us-problem-badge">
              {pack.problems} {pack.problems === 1 ? 'problem' : 'problems'}
            </Badge>
          ) : null}
          <Text size="xs" c="dimmed">
            {pack.newest === null ? 'no version yet' : `version ${String(pack.newest.number)}`} · changed{' '}
            {dateTime(pack.savedAt)}
          </Text>
        </>
      }
      actions={
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="compact-sm" variant="default" aria-label={`More about ${pack.title}`}>
              <IconDots size={15} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconCopy size={15} />} onClick={duplicate}>
              Duplicate
            </Menu.Item>
            <Menu.Item leftSection={<IconTrash size={15} />} onClick={() => remove.mutate({ id: pack.id })}>
              Move to the trash
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      }
    />
  );
}
