/** How an episode went, by mark, word and colour: never by colour alone. */
import { Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconLoader,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';

export type OutcomeName = 'passed' | 'failed' | 'unjudged' | 'running' | 'abandoned';

const looks = {
  passed: { word: 'Passed', className: 'us-good', icon: IconCircleCheck },
  failed: { word: 'Failed', className: 'us-bad', icon: IconCircleX },
  unjudged: { word: 'Not judged', className: 'us-warn', icon: IconAlertTriangle },
  running: { word: 'Playing', className: undefined, icon: IconLoader },
  abandoned: { word: 'Given up', className: undefined, icon: IconCircleDashed },
} as const;

export function outcomeOf(episode: {
  readonly status: string;
  readonly success: boolean | null;
}): OutcomeName {
  if (episode.status === 'running') return 'running';
  if (episode.status === 'abandoned') return 'abandoned';
  if (episode.success === null) return 'unjudged';
  return episode.success ? 'passed' : 'failed';
}

export function outcomeWord(outcome: OutcomeName): string {
  return looks[outcome].word;
}

export function OutcomeMark({ outcome }: { readonly outcome: OutcomeName }): ReactNode {
  const { word, className, icon: Icon } = looks[outcome];
  return (
    <Text
      span
      size="sm"
      className={className}
      style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}
    >
      <Icon size={15} aria-hidden />
      {word}
    </Text>
  );
}

/** Why an episode ended, for a person. */
export function endWords(reason: string | null): string {
  switch (reason) {
    case 'resolved':
      return 'The matter was settled';
    case 'user_left':
      return 'The user gave up';
    case 'turn_limit':
      return 'Too many turns';
    case 'malformed':
      return 'The model could not be read';
    case 'cancelled':
      return 'Cancelled';
    case 'failed':
      return 'Something broke';
    default:
      return '';
  }
}
