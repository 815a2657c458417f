/** What lies behind a job: what happened in its order, episodes it played, files it made, and its plan. */
import { Accordion, Stack, Table, Tabs, Text } from '@mantine/core';
import type { JobView, LogLine, SampleView } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { bytes, count } from '../parts/format.ts';
import classes from './training.module.css';
import type { JobNews } from './useJobNews.ts';
import { short } from './words.ts';

interface JobDetailsProps {
  readonly job: JobView;
  readonly news: JobNews;
}

export function JobDetails({ job, news }: JobDetailsProps): ReactNode {
  const [params, setParams] = useSearchParams();
  const wanted = params.get('tab') ?? 'log';
  const tabs = ['log', 'samples', 'files', 'plan'];
  return (
    <Tabs
      value={tabs.includes(wanted) ? wanted : 'log'}
      onChange={(tab) => {
        const others = [...params].filter(([key]) => key !== 'tab');
        setParams(new URLSearchParams(tab === null || tab === 'log' ? others : [...others, ['tab', tab]]), {
          replace: true,
        });
      }}
      keepMounted={false}
    >
      <Tabs.List>
        <Tabs.Tab value="log">What happened</Tabs.Tab>
        {news.samples.length === 0 ? null : <Tabs.Tab value="samples">What it played</Tabs.Tab>}
        <Tabs.Tab value="files">What it made</Tabs.Tab>
        <Tabs.Tab value="plan">Its plan</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="log" pt="md">
        <Log lines={news.log} />
      </Tabs.Panel>
      <Tabs.Panel value="samples" pt="md">
        <Samples samples={news.samples} />
      </Tabs.Panel>
      <Tabs.Panel value="files" pt="md">
        <Files job={job} />
      </Tabs.Panel>
      <Tabs.Panel value="plan" pt="md">
        <Plan job={job} />
      </Tabs.Panel>
    </Tabs>
  );
}

const looks: Readonly<Record<LogLine['kind'], string | undefined>> = {
  step: undefined,
  saved: undefined,
  made: undefined,
  warning: 'us-warn',
  error: 'us-bad',
  end: undefined,
};
const times = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

function Log({ lines }: { readonly lines: readonly LogLine[] }): ReactNode {
  if (lines.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nothing yet.
      </Text>
    );
  return (
    <ol className={classes['log']} tabIndex={0} aria-label="What happened, the newest first">
      {lines.toReversed().map(({ seq, at, kind, text }) => (
        <li key={seq}>
          <time dateTime={at} className="us-number">
            {times.format(Date.parse(at))}
          </time>
          <span className={looks[kind]}>{text}</span>
        </li>
      ))}
    </ol>
  );
}

function Samples({ samples }: { readonly samples: readonly SampleView[] }): ReactNode {
  return (
    <Accordion variant="separated">
      {samples.toReversed().map(({ seq, step, task, reward, messages }) => (
        <Accordion.Item key={seq} value={String(seq)}>
          <Accordion.Control>
            <Text size="sm">
              {step === null ? '' : `Step ${String(step)}: `}
              {task}
              {reward === null ? '' : `, reward ${reward.toFixed(2)}`}
            </Text>
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap="xs">
              {messages.map(({ role, content }, i) => (
                <div key={i}>
                  <Text size="xs" fw={600}>
                    {role}
                  </Text>
                  <Text size="sm" className={classes['said']}>
                    {content}
                  </Text>
                </div>
              ))}
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function Files({ job: { artifacts, folder } }: { readonly job: JobView }): ReactNode {
  return (
    <Stack gap="sm">
      {artifacts.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing yet: files are made at its end.
        </Text>
      ) : (
        <Table fz="sm" className="us-surface" horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>File</Table.Th>
              <Table.Th ta="right">Size</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {artifacts.map(({ name, bytes: size }) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td ta="right" className="us-number">
                  {bytes(size)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Text size="xs" c="dimmed" className={classes['said']}>
        In {folder}
      </Text>
    </Stack>
  );
}

const figures: Readonly<Record<string, string>> = {
  rows_kept: 'Rows',
  tokens: 'Tokens',
  supervised_tokens: 'Tokens learned from',
  longest: 'Tokens of the longest row',
  steps: 'Steps',
  parameters: 'Parameters',
  trained_parameters: 'Parameters that learn',
  memory_bytes: 'Memory, at most about',
};

function Plan({ job: { plan } }: { readonly job: JobView }): ReactNode {
  const entries = Object.entries(plan);
  if (entries.length === 0)
    return (
      <Text size="sm" c="dimmed">
        It has not said yet.
      </Text>
    );
  const shown = (name: string, value: number): string => {
    if (name.endsWith('_bytes')) return bytes(value);
    return Number.isInteger(value) ? count(value) : short(value);
  };
  return (
    <dl className={classes['facts']}>
      {entries.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{figures[name] ?? name.replaceAll('_', ' ')}</dt>
          <dd className="us-number">{shown(name, value)}</dd>
        </div>
      ))}
    </dl>
  );
}
