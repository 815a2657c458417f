/** What a job warns of, and why it failed, each with what to do. */
import { Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import type { JobView } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import classes from './training.module.css';

/** The newest of each kind; the log has all of them. */
const SHOWN = 4;

export function Notices({ job }: { readonly job: JobView }): ReactNode {
  const { error, warnings, status } = job;
  const newest = [...new Map(warnings.map((warning) => [warning.code, warning])).values()].slice(-SHOWN);
  if (error === null && newest.length === 0 && status !== 'interrupted') return null;
  return (
    <Stack gap="xs">
      {error === null ? null : <Notice kind="bad" title={error.message} advice={error.hint} />}
      {status === 'interrupted' ? (
        <Notice
          kind="warn"
          title="It broke off"
          advice="Its process is gone without a last word; the machine may have been switched off. It goes on from what it saved last."
        />
      ) : null}
      {newest.map(({ seq, code, message, hint }) => (
        <Notice
          key={seq}
          kind="warn"
          title={message === '' ? code.replaceAll('_', ' ') : message}
          advice={hint}
        />
      ))}
    </Stack>
  );
}

interface NoticeProps {
  readonly kind: 'bad' | 'warn';
  readonly title: string;
  readonly advice: string;
}

export function Notice({ kind, title, advice }: NoticeProps): ReactNode {
  const Mark = kind === 'bad' ? IconCircleX : IconAlertTriangle;
  return (
    <section
      className={`us-surface ${String(classes['notice'])}`}
      data-kind={kind}
      {...(kind === 'bad' ? { role: 'alert' } : { 'aria-label': 'Warning' })}
    >
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <Mark size={18} className={`us-${kind}`} aria-hidden style={{ flex: 'none', marginTop: 2 }} />
        <div>
          <Text size="sm" fw={600} className={classes['said']}>
            {title}
          </Text>
          <Text size="sm" c="dimmed" className={classes['said']}>
            {advice}
          </Text>
        </div>
      </Group>
    </section>
  );
}
