/** What was checked, with the evidence and the steps it points to; and what each turn earned. */
import { Button, Group, Stack, Table, Text } from '@mantine/core';
import type { ComponentView } from '@understudy/host/contract';
import { IconCircleCheck, IconCircleX, IconHelpCircle } from '@tabler/icons-react';
import { useCallback, type ReactNode } from 'react';
import { figure, percent } from '../parts/format.ts';
import { useCursor, useStep } from './cursor.ts';
import type { Model } from './model.ts';
import { signed } from './StepRow.tsx';

export function RewardPanel({ model }: { readonly model: Model }): ReactNode {
  const { page } = model;
  const { reward } = page.record;
  return (
    <Stack gap="md">
      <Text size="sm">
        {reward === null || reward.value === null
          ? 'There is no reward.'
          : `Reward ${figure(reward.value)} of 1. Checks that must hold multiply; the others are a weighted mean.`}
      </Text>
      {page.components.map((component) => (
        <Component key={component.id} component={component} />
      ))}
      {page.flags.length === 0 ? null : <Flags model={model} />}
      <Credits model={model} />
    </Stack>
  );
}

function Component({ component }: { readonly component: ComponentView }): ReactNode {
  const { title, about, gate, score, evidence } = component;
  const [Icon, className] =
    score === null
      ? ([IconHelpCircle, 'us-warn'] as const)
      : score === 1
        ? ([IconCircleCheck, 'us-good'] as const)
        : ([IconCircleX, 'us-bad'] as const);
  return (
    <section aria-label={title}>
      <Group gap={6} wrap="nowrap">
        <Icon size={16} className={className} aria-hidden />
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Text size="sm" className={`us-number ${className}`}>
          {score === null ? 'no score' : figure(score)}
        </Text>
        {gate ? (
          <Text size="xs" c="dimmed">
            must hold
          </Text>
        ) : null}
      </Group>
      <Text size="xs" c="dimmed">
        {about}
      </Text>
      {evidence.map(({ text, steps }) => (
        <div key={text} style={{ overflowWrap: 'anywhere', unicodeBidi: 'isolate' }}>
          <Text size="sm" component="span">
            {text}{' '}
          </Text>
          {steps.map((seq) => (
            <StepLink key={seq} seq={seq} />
          ))}
        </div>
      ))}
    </section>
  );
}

export function StepLink({ seq }: { readonly seq: number }): ReactNode {
  const cursor = useCursor();
  return (
    <Button variant="light" size="compact-xs" mr={4} onClick={() => cursor.go(seq)}>
      step {seq}
    </Button>
  );
}

function Flags({ model: { page, insight } }: { readonly model: Model }): ReactNode {
  return (
    <section aria-label="Flags">
      <Text size="sm" fw={600}>
        Flags
      </Text>
      <Text size="xs" c="dimmed">
        Reasons not to learn from this episode. They take nothing off the reward.
      </Text>
      {page.flags.map(({ id, meaning }) => {
        const seq = insight?.flagSteps[id];
        return (
          <div key={id}>
            <Text size="sm" component="span" className="us-warn">
              {meaning}{' '}
            </Text>
            {seq === undefined ? null : <StepLink seq={seq} />}
          </div>
        );
      })}
    </section>
  );
}

function Credits({ model }: { readonly model: Model }): ReactNode {
  const { insight, progress } = model;
  if (insight === null || insight.credit.length === 0) return null;
  return (
    <section aria-label="Turn by turn">
      <Text size="sm" fw={600}>
        Turn by turn
      </Text>
      <Text size="xs" c="dimmed">
        Progress is how much of the goal was reached before the turn. Credit goes to the turn that brought it
        on, and the last turn gives all of it back, so that it adds nothing to the reward. What is held
        against a turn comes from the rules about how things are done.
      </Text>
      <Table verticalSpacing={2} fz="sm" mt={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Step</Table.Th>
            <Table.Th ta="right">Progress</Table.Th>
            <Table.Th ta="right">Credit</Table.Th>
            <Table.Th ta="right">Held against</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="us-number">
          {insight.credit.map(({ seq, process, shaped }, turn) => (
            <CreditRow
              key={seq}
              seq={seq}
              next={insight.credit[turn + 1]?.seq ?? Infinity}
              cells={[
                percent(progress?.[Math.max(0, seq - 1)] ?? null),
                Math.abs(shaped) < 0.005 ? '' : signed(shaped),
                process === 0 ? '' : signed(process),
              ]}
            />
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function CreditRow({
  seq,
  next,
  cells,
}: {
  readonly seq: number;
  readonly next: number;
  readonly cells: readonly string[];
}): ReactNode {
  const here = useStep(useCallback((at: number) => at >= seq && at < next, [seq, next]));
  const [progress, credit, against] = cells;
  return (
    <Table.Tr
      {...(here ? { bg: 'var(--mantine-primary-color-light)', 'aria-current': 'step' as const } : {})}
    >
      <Table.Td>
        <StepLink seq={seq} />
      </Table.Td>
      <Table.Td ta="right">{progress}</Table.Td>
      <Table.Td ta="right">{credit}</Table.Td>
      <Table.Td ta="right" className="us-bad">
        {against}
      </Table.Td>
    </Table.Tr>
  );
}
