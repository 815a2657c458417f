/** One task that came out of a draft. */
import { SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { GoldMove, TaskSample } from '@understudy/host/contract';
import { cellText } from '../forms/inputs.tsx';
import { optionWords } from '../forms/words.ts';

export function TaskView({ sample }: { readonly sample: TaskSample }): ReactNode {
  const { task, problem, facts, values } = sample;
  return (
    <Stack gap="sm">
      {problem === null ? null : (
        <Text size="sm" className="us-bad us-anywhere">
          {problem}
        </Text>
      )}
      {task === null ? null : (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <div>
            <Text size="sm" fw={600}>
              The user ({sample.persona})
            </Text>
            <div className="us-line" data-who="user">
              <Text size="sm">{sample.opening}</Text>
            </div>
            {facts.map(({ label, value, open }) => (
              <Text key={label} size="sm">
                <span className="us-dim">
                  {label}
                  {open ? '' : ', when asked'}:
                </span>{' '}
                {value}
              </Text>
            ))}
          </div>
          <div>
            <Text size="sm" fw={600}>
              Right: {optionWords('outcome', task.outcome)}
            </Text>
            <ol className="us-moves">
              {task.gold.map((move, i) => (
                <li key={i}>
                  <Text size="sm" span className="us-anywhere">
                    {moveText(move)}
                  </Text>
                </li>
              ))}
            </ol>
            <Text size="xs" c="dimmed">
              {task.difficulty.level}, {task.difficulty.steps} steps
            </Text>
          </div>
        </SimpleGrid>
      )}
      {values.length === 0 ? null : (
        <details>
          <summary className="us-dim us-small">What was drawn</summary>
          <dl className="us-values">
            {values.map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </Stack>
  );
}

function moveText(move: GoldMove): string {
  if (move.kind === 'ask') return `“${move.text.replaceAll('{asked}', move.facts.join(' and '))}”`;
  if (move.kind !== 'call') return `“${move.text}”`;
  const args = Object.entries(move.arguments).map(([name, value]) => `${name} ${cellText(value)}`);
  return `${move.tool}(${args.join(', ')})`;
}
