/** How the episode went, in plain words, at the top of everything. */
import { Group, Text, UnstyledButton } from '@mantine/core';
import type { EpisodePage } from '@understudy/host/contract';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconFlag, IconLoader } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { figure } from '../parts/format.ts';
import styles from './replay.module.css';

const looks = {
  passed: [IconCircleCheck, 'us-good'],
  failed: [IconCircleX, 'us-bad'],
  unjudged: [IconAlertTriangle, 'us-warn'],
  running: [IconLoader, ''],
} as const;

/** Reasons that are read at once; the others on demand. */
const SHOWN = 2;

export function VerdictBanner({
  page,
  name = 'Verdict',
}: {
  readonly page: EpisodePage;
  /** Told apart where there are two. */
  readonly name?: string;
}): ReactNode {
  const { verdict, record, flags } = page;
  const [all, showAll] = useState(false);
  const [Icon, className] = looks[verdict.kind];
  const value = record.reward?.value ?? null;
  return (
    <section className={`us-surface ${String(styles.verdict)}`} data-kind={verdict.kind} aria-label={name}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div>
          <Group gap={8}>
            <Icon size={20} className={className} aria-hidden />
            <Text fw={650} className={className}>
              {verdict.headline}
            </Text>
            {value === null ? null : (
              <Text className="us-number" c="dimmed" size="sm">
                reward {figure(value)} of 1
              </Text>
            )}
            {flags.length === 0 ? null : (
              <Text size="sm" className="us-warn">
                <IconFlag size={14} aria-hidden />{' '}
                {flags.length === 1 ? '1 flag' : `${String(flags.length)} flags`}
              </Text>
            )}
          </Group>
          {all ? (
            verdict.because.map((reason) => (
              <Text key={reason} size="sm" className={styles.reason}>
                {reason}
              </Text>
            ))
          ) : (
            <Text size="sm" className={styles.reason}>
              {verdict.because.slice(0, SHOWN).join(' ')}
            </Text>
          )}
          {verdict.because.length <= SHOWN ? null : (
            <UnstyledButton
              fz="sm"
              c="var(--mantine-primary-color-light-color)"
              onClick={() => showAll(!all)}
            >
              {all ? 'Show less' : `${String(verdict.because.length - SHOWN)} more reasons`}
            </UnstyledButton>
          )}
        </div>
      </Group>
    </section>
  );
}
