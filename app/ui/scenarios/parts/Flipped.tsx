/** Which tasks have another right answer since the newest version, for the numbers of the rules were changed. */
import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Flips, PackVersion } from '@understudy/host/contract';
import { api } from '../../shell/connection.ts';
import { groupAt, listAt, textAt } from '../document/tree.ts';
import { useDesign, useDocument } from '../forms/context.tsx';
import { useTryOut } from '../try-out.ts';
import { TryOutBox } from './TryOutBox.tsx';

const TASKS = 60;

export function Flipped({ newest }: { readonly newest: PackVersion | null }): ReactNode {
  const { id } = useDesign().state();
  const state = useTryOut<Flips | null>(['flips', id, newest?.number ?? 0], async (document, signal) =>
    newest === null ? null : api.designer.flips({ id, document, count: TASKS }, { signal }),
  );
  return (
    <TryOutBox title="What the numbers change" state={state}>
      {(flips) => <Answer flips={flips} newest={newest} />}
    </TryOutBox>
  );
}

function Answer({
  flips,
  newest,
}: {
  readonly flips: Flips | null;
  readonly newest: PackVersion | null;
}): ReactNode {
  const document = useDocument();
  if (flips === null || newest === null)
    return (
      <Text size="sm" c="dimmed">
        Change a number, and the tasks in which something else is right now are listed here. A pack of your
        own is needed, with a version to compare with.
      </Text>
    );
  const many = flips.flips.length;
  const title = (id: string): string => {
    const family = listAt(document, ['families']).find((one) => textAt(one, ['id']) === id);
    return textAt(family, ['title']) || id;
  };
  const grouped = Object.entries(Object.groupBy(flips.flips, ({ family }) => family));
  return (
    <Stack gap="sm">
      <Text size="sm" role="status">
        {many === 0
          ? `As in version ${String(newest.number)}: in none of ${String(flips.tasks)} tasks is something else right.`
          : `In ${String(many)} of ${String(flips.tasks)} tasks something else is right than in version ${String(newest.number)}.`}
      </Text>
      {grouped.map(([family, all = []]) => (
        <div key={family}>
          <Text size="sm" fw={550}>
            {title(family)}
          </Text>
          {countedWays(all).map(([way, count]) => (
            <Text key={way} size="sm" c="dimmed">
              {way}, {count} {count === 1 ? 'task' : 'tasks'}
            </Text>
          ))}
        </div>
      ))}
      {Object.keys(groupAt(document, ['parameters'])).length === 0 ? (
        <Text size="xs" c="dimmed">
          This pack has no numbers of its rules.
        </Text>
      ) : null}
    </Stack>
  );
}

function countedWays(flips: Flips['flips']): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { before, after, problem } of flips) {
    const way =
      after === null
        ? `no rule fits any more (${problem ?? ''})`
        : before.case === after.case
          ? `${before.case}: other amounts`
          : `${before.case} → ${after.case}`;
    counts.set(way, (counts.get(way) ?? 0) + 1);
  }
  return [...counts];
}
