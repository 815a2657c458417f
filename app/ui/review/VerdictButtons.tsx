/** Good, bad, unsure: by mouse and by 1, 2, 3. */
import { Group, Kbd, UnstyledButton } from '@mantine/core';
import { IconHelpCircle, IconThumbDown, IconThumbUp } from '@tabler/icons-react';
import type { LabelVerdict } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import classes from './review.module.css';

export const verdictLooks = {
  good: { word: 'Good', key: '1', className: 'us-good', icon: IconThumbUp },
  bad: { word: 'Bad', key: '2', className: 'us-bad', icon: IconThumbDown },
  unsure: { word: 'Unsure', key: '3', className: 'us-warn', icon: IconHelpCircle },
} as const;

const order: readonly LabelVerdict[] = ['good', 'bad', 'unsure'];

export function VerdictButtons({
  label,
  chosen,
  keys,
  onChoose,
}: {
  /** What is judged, for assistive technology. */
  readonly label: string;
  readonly chosen: LabelVerdict | null;
  /** Whether 1, 2 and 3 mean these buttons now. */
  readonly keys: boolean;
  readonly onChoose: (verdict: LabelVerdict) => void;
}): ReactNode {
  return (
    <Group gap={8} role="group" aria-label={label} wrap="nowrap">
      {order.map((verdict) => {
        const { word, key, className, icon: Icon } = verdictLooks[verdict];
        return (
          <UnstyledButton
            key={verdict}
            className={classes['verdict']}
            aria-pressed={chosen === verdict}
            data-verdict={verdict}
            onClick={() => onChoose(verdict)}
          >
            <Icon size={17} className={className} aria-hidden />
            {word}
            {keys ? <Kbd size="xs">{key}</Kbd> : null}
          </UnstyledButton>
        );
      })}
    </Group>
  );
}

export function VerdictMark({ verdict }: { readonly verdict: LabelVerdict }): ReactNode {
  const { word, className, icon: Icon } = verdictLooks[verdict];
  return (
    <span
      className={className}
      style={{ display: 'inline-flex', gap: 5, alignItems: 'center', fontWeight: 600 }}
    >
      <Icon size={14} aria-hidden />
      {word}
    </span>
  );
}
