/** The head of a replay: what it is, and what can be done with it. */
import { Anchor, Button, Group, Menu, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import type { Neighbours } from '@understudy/host/contract';
import {
  IconArrowsSplit2,
  IconChevronLeft,
  IconChevronRight,
  IconColumns2,
  IconShare2,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { notifyError } from '../parts/errors.tsx';
import { OutcomeMark, outcomeOf } from '../parts/outcome.tsx';
import { comparePath, designerPath, episodePath } from './address.ts';
import { useCursor } from './cursor.ts';
import type { Model } from './model.ts';
import { downloadShared } from './share.ts';
import { copyLink } from './useReplayActions.ts';

interface ReplayHeaderProps {
  readonly model: Model;
  readonly neighbours: Neighbours | undefined;
  readonly onFork: () => void;
}

export function ReplayHeader({ model, neighbours, onFork }: ReplayHeaderProps): ReactNode {
  const { record, run } = model.page;
  const title = model.insight?.task.title ?? record.family.replaceAll('_', ' ');
  useDocumentTitle(`${title} · Understudy`);
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <div style={{ minWidth: 0 }}>
        <Title order={1} size="h3" style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Title>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          Try {record.sample + 1} of {record.taskId}, played by {record.policyId} in{' '}
          <Anchor
            component={Link}
            inherit
            underline="always"
            href={`/runs/${encodeURIComponent(record.runId)}`}
          >
            {record.runId}
          </Anchor>
          {record.forkedFrom === null ? null : (
            <>
              , split off at step {record.forkedFrom.seq} from{' '}
              <Anchor
                component={Link}
                inherit
                underline="always"
                href={comparePath(record.forkedFrom.episodeId, record.id)}
              >
                another episode
              </Anchor>
            </>
          )}
        </Text>
      </div>
      <Group gap={6} wrap="nowrap">
        <Step to={neighbours?.before ?? null} label="Previous episode" icon={<IconChevronLeft size={16} />} />
        <Step to={neighbours?.after ?? null} label="Next episode" icon={<IconChevronRight size={16} />} />
        <Compare id={record.id} neighbours={neighbours} />
        <Button
          variant="default"
          size="xs"
          leftSection={<IconArrowsSplit2 size={15} aria-hidden />}
          onClick={onFork}
        >
          Play on
        </Button>
        <Share id={record.id} scenario={run?.scenario ?? null} />
      </Group>
    </Group>
  );
}

function Step({
  to,
  label,
  icon,
}: {
  readonly to: string | null;
  readonly label: string;
  readonly icon: ReactNode;
}): ReactNode {
  const [, navigate] = useLocation();
  return (
    <Button
      variant="default"
      size="xs"
      px={8}
      aria-label={label}
      title={label}
      disabled={to === null}
      onClick={() => {
        if (to !== null) navigate(episodePath(to));
      }}
    >
      {icon}
    </Button>
  );
}

function Compare({
  id,
  neighbours,
}: {
  readonly id: string;
  readonly neighbours: Neighbours | undefined;
}): ReactNode {
  const others = neighbours?.samples.filter((one) => one.id !== id) ?? [];
  return (
    <Menu position="bottom-end" width={360}>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconColumns2 size={15} aria-hidden />}
          disabled={others.length === 0}
        >
          Compare
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        <Menu.Label>Other tries of the same task</Menu.Label>
        {others.map((one) => (
          <Menu.Item key={one.id} component={Link} href={comparePath(id, one.id)}>
            <OutcomeMark outcome={outcomeOf(one)} />{' '}
            <Text span size="sm" style={{ overflowWrap: 'anywhere' }}>
              {one.policyId}, try {one.sample + 1}
              {one.forkedFrom === null ? '' : ', played on'}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Share({ id, scenario }: { readonly id: string; readonly scenario: string | null }): ReactNode {
  const cursor = useCursor();
  const [, navigate] = useLocation();
  const share = useMutation({ mutationFn: downloadShared, onError: notifyError });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          loading={share.isPending}
          leftSection={<IconShare2 size={15} aria-hidden />}
        >
          Share
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => share.mutate(id)}>Save as one HTML file</Menu.Item>
        <Menu.Item onClick={() => void copyLink(episodePath(id, cursor.step()))}>
          Copy a link to this step
        </Menu.Item>
        {scenario === null || scenario === '' ? null : (
          <Menu.Item onClick={() => navigate(designerPath(scenario, id, cursor.step()))}>
            Open in the designer at this step
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
