/** How it went, once it is over: the verdict, why, and every part of the score with what it was seen by. */
import { Alert, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { StageOutcome } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { figure } from '../parts/format.ts';
import classes from './stage.module.css';

type Component = StageOutcome['components'][number];

export function Outcome({ outcome }: { readonly outcome: StageOutcome }): ReactNode {
  const { verdict, value, components, flags } = outcome;
  return (
    <div className={classes['scroll']} tabIndex={0} role="region" aria-label="How it went">
      <Stack gap="md">
        <section>
          <Group justify="space-between" align="baseline">
            <Title order={2} size="h4" className={toneOf(verdict.kind)}>
              {verdict.headline}
            </Title>
            <Text className="us-number" fw={650}>
              {value === null ? 'no score' : `score ${figure(value)}`}
            </Text>
          </Group>
          {verdict.because.map((sentence) => (
            <Text key={sentence} size="sm">
              {sentence}
            </Text>
          ))}
        </section>
        {components.map((component) => (
          <Part key={component.id} component={component} />
        ))}
        {flags.map(({ id, meaning }) => (
          <Alert key={id} color="yellow" variant="light" p="xs" title={meaning} />
        ))}
      </Stack>
    </div>
  );
}

function Part({ component }: { readonly component: Component }): ReactNode {
  const { title, about, score, gate, evidence } = component;
  const Icon = score === null ? IconAlertTriangle : score === 1 ? IconCircleCheck : IconCircleX;
  const tone = score === null ? 'us-warn' : score === 1 ? 'us-good' : 'us-bad';
  return (
    <section>
      <Group gap={8} wrap="nowrap" align="center">
        <Icon size={16} className={tone} aria-hidden />
        <Text size="sm" fw={600} flex={1}>
          {title}
        </Text>
        <Text size="sm" className="us-number">
          {score === null ? 'not judged' : figure(score)}
        </Text>
      </Group>
      {score === null ? null : (
        <Progress value={100 * score} size={3} my={4} aria-label={`${title}: ${figure(score)} of 1`} />
      )}
      <Text size="xs" c="dimmed">
        {about} {gate ? 'Must hold.' : ''}
      </Text>
      {evidence.map(({ text }, index) => (
        <Text key={index} size="xs">
          {text}
        </Text>
      ))}
    </section>
  );
}

function toneOf(kind: StageOutcome['verdict']['kind']): string {
  if (kind === 'passed') return 'us-good';
  return kind === 'failed' ? 'us-bad' : 'us-warn';
}
