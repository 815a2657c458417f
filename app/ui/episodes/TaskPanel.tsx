/** What was asked: the goal, the customer, the known solution, the rules. */
import { Stack, Table, Text } from '@mantine/core';
import type { TaskView } from '@understudy/host/contract';
import { useCallback, type ReactNode } from 'react';
import { useStep } from './cursor.ts';
import type { Model } from './model.ts';
import styles from './replay.module.css';
import { inLine } from './Text.tsx';

const outcomes = {
  act: 'It should be done.',
  refuse: 'It must be refused.',
  escalate: 'It must be handed to somebody else.',
} as const;

export function TaskPanel({ model }: { readonly model: Model }): ReactNode {
  const { insight } = model;
  if (insight === null)
    return (
      <Text size="sm" c="dimmed">
        The scenario of this episode is being opened, or is not at hand.
      </Text>
    );
  const { task, changedSince } = insight;
  return (
    <Stack gap="md">
      {changedSince ? (
        <Text size="sm" className="us-warn">
          The scenario has been edited since this was played. What stands here is the scenario of today.
        </Text>
      ) : null}
      <div>
        <Text fw={600}>{task.title}</Text>
        <Text size="sm" c="dimmed">
          {task.description}
        </Text>
        {task.outcome === null ? null : <Text size="sm">{outcomes[task.outcome]}</Text>}
        {task.difficulty === null ? null : (
          <Text size="sm" c="dimmed">
            Difficulty: {task.difficulty.level} ({task.difficulty.score.toFixed(2)} of 1)
          </Text>
        )}
      </div>
      {task.user === null ? null : <Customer user={task.user} model={model} />}
      {task.gold.length === 0 ? null : <Gold task={task} />}
      {task.cases.length === 0 ? null : (
        <Section title="Cases">
          {task.cases.map(({ number, title }) => (
            <Text key={number} size="sm">
              {number}. {title}
            </Text>
          ))}
        </Section>
      )}
      <Section title="The rules the agent was given">
        <div className={styles.pre}>{task.policy}</div>
      </Section>
    </Stack>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section aria-label={title}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      {children}
    </section>
  );
}

function Customer({
  user,
  model,
}: {
  readonly user: NonNullable<TaskView['user']>;
  readonly model: Model;
}): ReactNode {
  const { persona, goal, facts } = user;
  const told = useStep(useCallback((at: number) => (model.user[at]?.told ?? []).join('\n'), [model])).split(
    '\n',
  );
  return (
    <Section title="The customer">
      <Text size="sm">Wants to {goal}.</Text>
      <Text size="sm" c="dimmed">
        {persona.id.replaceAll('_', ' ')}: starts at mood {persona.mood.toFixed(1)}, puts up with{' '}
        {persona.patience} messages that get nowhere.
      </Text>
      <Table verticalSpacing={2} fz="sm" mt={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Knows</Table.Th>
            <Table.Th>Value</Table.Th>
            <Table.Th>By now</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {facts.map(({ id, label, value, unknown }) => (
            <Table.Tr key={id}>
              <Table.Td>{label}</Table.Td>
              <Table.Td>{unknown ? 'does not know it' : value}</Table.Td>
              <Table.Td>{told.includes(id) ? 'told' : ''}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

function Gold({ task: { gold, communicate } }: { readonly task: TaskView }): ReactNode {
  return (
    <Section title="A right solution">
      <ol style={{ margin: '4px 0', paddingInlineStart: 22, fontSize: 14 }}>
        {gold.map((move, i) => (
          <li key={i} style={{ overflowWrap: 'anywhere' }}>
            {move.kind === 'call' ? (
              <>
                <span className={styles.name}>{move.tool}</span> {inLine(move.arguments)}
              </>
            ) : (
              move.text
            )}
          </li>
        ))}
      </ol>
      {communicate.length === 0 ? null : (
        <Text size="sm" c="dimmed">
          Must be told: {communicate.map((entry) => entry.join(' or ')).join('; ')}.
        </Text>
      )}
    </Section>
  );
}
