/** One more turn of the loop on the embedded model: a button, and every stage as it happens. */
import { Button, Group, SegmentedControl, Select, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconLoader2, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { WorkItem } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { ErrorNotice } from '../parts/errors.tsx';
import { StageProgress } from '../parts/StageProgress.tsx';
import { query } from '../shell/live.ts';
import { upcoming } from './stages.ts';

/** The scenarios that the embedded model was taught the tools of; on others it would only babble. */
const trades = [
  { value: 'helpdesk-refunds', label: 'Helpdesk refunds' },
  { value: 'crm-leads', label: 'CRM leads' },
];

export function TurnPanel({ first }: { readonly first: boolean }): ReactNode {
  const works = useQuery(query.app.work.list.queryOptions());
  const loops = (works.data ?? []).filter((item) => item.kind === 'loop');
  const running = loops.find((item) => item.status === 'running');
  // What came of a whole turn stands below, as the last result.
  const shown = running ?? (loops[0]?.status === 'done' ? undefined : loops[0]);
  return (
    <section className="us-surface" style={{ padding: 20 }} aria-labelledby="turn">
      <Stack gap="md">
        <div>
          <Title order={2} size="h4" id="turn">
            {first ? 'See it work: turn the loop once' : 'Turn the loop'}
          </Title>
          <Text size="sm" c="dimmed" maw={760}>
            The small model that comes with Understudy is measured on held-out tasks, practises on others with
            simulated customers, is trained on its own best conversations, and is measured again. Nothing
            leaves this machine.
          </Text>
        </div>
        {running === undefined ? <Controls /> : null}
        {shown === undefined ? null : <Stages item={shown} />}
      </Stack>
    </section>
  );
}

function Controls(): ReactNode {
  const [scenario, setScenario] = useState('helpdesk-refunds');
  const [size, setSize] = useState<'quick' | 'full'>('quick');
  const trainer = useQuery(query.app.trainer.queryOptions());
  const turn = useMutation(query.home.turn.mutationOptions());
  return (
    <>
      <Group align="flex-end">
        <Select
          label="Scenario"
          data={trades}
          value={scenario}
          onChange={(value) => {
            setScenario(value ?? scenario);
          }}
          allowDeselect={false}
        />
        <SegmentedControl
          aria-label="How much"
          value={size}
          onChange={(value) => {
            setSize(value === 'full' ? 'full' : 'quick');
          }}
          data={[
            { value: 'quick', label: 'Quick: about two minutes' },
            { value: 'full', label: 'Full: about five minutes' },
          ]}
        />
        <Button
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={turn.isPending}
          onClick={() => {
            turn.mutate({ scenario, size });
          }}
        >
          Turn the loop
        </Button>
      </Group>
      {trainer.data?.ready === false ? (
        <Text size="sm" className="us-warn">
          Training cannot run here yet: {trainer.data.reason} The loop would end with the dataset.
        </Text>
      ) : null}
      {turn.error === null ? null : <ErrorNotice error={turn.error} />}
    </>
  );
}

function Stages({ item }: { readonly item: WorkItem }): ReactNode {
  const cancel = useMutation(query.app.work.cancel.mutationOptions());
  const { past, stage, progress, status, outcome } = item;
  const running = stage === '' ? 'Getting ready' : stage;
  const now = status === 'running' && past.at(-1)?.stage !== stage ? running : null;
  const still = status === 'running' ? upcoming([...past.map((one) => one.stage), now ?? '']) : [];
  return (
    <Stack gap={6} role="status" aria-label={item.title}>
      {past.map((one, i) => (
        <Group key={i} gap="xs" wrap="nowrap">
          <IconCircleCheck size={17} className="us-good" aria-label="Done:" />
          <Text size="sm" fw={600}>
            {one.stage}
          </Text>
          <Text size="sm" c="dimmed" truncate>
            {one.outcome}
          </Text>
        </Group>
      ))}
      {now === null ? null : (
        <Group gap="xs" wrap="nowrap">
          <IconLoader2 size={17} aria-label="Now:" />
          <Text size="sm" fw={600}>
            {now}
          </Text>
          <StageProgress stage={now} progress={progress} />
        </Group>
      )}
      {still.map((title) => (
        <Group key={title} gap="xs">
          <IconCircleDashed size={17} aria-label="To come:" />
          <Text size="sm" c="dimmed">
            {title}
          </Text>
        </Group>
      ))}
      {status === 'running' ? (
        <Button
          w="fit-content"
          size="xs"
          variant="default"
          onClick={() => {
            cancel.mutate({ id: item.id });
          }}
        >
          Stop; what is done is kept
        </Button>
      ) : (
        <Text size="sm" fw={600} className={status === 'failed' ? 'us-bad' : undefined}>
          {[outcome?.message, outcome?.remedy].filter(Boolean).join(' ')}
        </Text>
      )}
    </Stack>
  );
}
