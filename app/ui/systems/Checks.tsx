/** What the model checker proved of a system from its definition. */
import { List, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { SystemView } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import classes from './systems.module.css';

const PROVED = [
  'Every state of every lifecycle can be reached, and an end can be reached from it, unless it is meant to go round for ever.',
  'Every event has a tool or a timer that sends it, and every tool names only events that there are.',
  'Every status column has one lifecycle, and a row is always in some state.',
  'Every foreign key points to a table of the same system and has an index.',
  'Every tool and every argument is described, and no name is used twice, here or in another system.',
];

export function Checks({ system }: { readonly system: SystemView }): ReactNode {
  const problems = system.findings.filter(({ level }) => level === 'problem');
  const notes = system.findings.filter(({ level }) => level === 'info');
  return (
    <Stack className={`us-surface ${String(classes['page'])}`} gap="md">
      <Title order={2} size="h4" className={problems.length === 0 ? 'us-good' : 'us-bad'}>
        {problems.length === 0
          ? 'The model checker found nothing wrong'
          : `${String(problems.length)} problems`}
      </Title>
      {problems.length > 0 ? null : (
        <List
          size="sm"
          spacing="xs"
          icon={
            <ThemeIcon size={18} radius="xl" variant="transparent" className="us-good">
              <IconCircleCheck size={16} aria-hidden />
            </ThemeIcon>
          }
        >
          {PROVED.map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
      )}
      {[...problems, ...notes].map(({ level, where, problem, advice }) => (
        <div key={`${where} ${problem}`} className={classes['finding']}>
          {level === 'problem' ? (
            <IconAlertTriangle size={16} className="us-bad" aria-label="problem" />
          ) : (
            <IconInfoCircle size={16} aria-label="worth knowing" />
          )}
          <div>
            <Text size="sm">
              {where.replace(/^\w+: /, '')}: {problem}
            </Text>
            <Text size="xs" c="dimmed">
              {advice}
            </Text>
          </div>
        </div>
      ))}
      <Text size="sm" c="dimmed">
        Tools are tested in motion as well, by thousands of random calls:{' '}
        <code>understudy systems check</code>.
      </Text>
    </Stack>
  );
}
