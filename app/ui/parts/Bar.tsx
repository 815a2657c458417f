/** A success rate with its 95% interval as a bar. */
import { Group, Text } from '@mantine/core';
import type { Rate } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import classes from './Bar.module.css';
import { percent } from './format.ts';

/** Null where nothing could be judged. */
export function Bar({ success }: { readonly success: Rate | null }): ReactNode {
  if (success === null) return <Text size="sm">Not judged</Text>;
  const { rate, low, high } = success;
  const words = `${percent(rate, 1)} passed, 95% interval ${percent(low, 1)} to ${percent(high, 1)}`;
  return (
    <Group gap="sm" wrap="nowrap">
      <div className={classes['track']} role="img" aria-label={words}>
        <div className={classes['bar']} style={{ width: percent(rate, 2) }} />
        <div
          className={classes['interval']}
          style={{ left: percent(low, 2), width: percent(high - low, 2) }}
        />
      </div>
      <Text size="sm" fw={600} className="us-number" w={52} ta="right" aria-hidden>
        {percent(rate, 1)}
      </Text>
    </Group>
  );
}
