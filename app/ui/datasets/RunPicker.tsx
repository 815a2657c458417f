/** The runs whose episodes can be chosen from. */
import { Checkbox, ScrollArea, Stack, Text } from '@mantine/core';
import type { SourceRun } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { count, dateTime, percent } from '../parts/format.ts';

export function RunPicker({
  runs,
  chosen,
  onChange,
}: {
  readonly runs: readonly SourceRun[];
  readonly chosen: readonly string[];
  readonly onChange: (runs: readonly string[]) => void;
}): ReactNode {
  return (
    <Checkbox.Group
      label="Runs"
      description="Their episodes are what can be chosen from"
      value={[...chosen]}
      onChange={onChange}
    >
      <ScrollArea.Autosize
        mah={260}
        mt="xs"
        type="auto"
        viewportProps={{ tabIndex: 0, 'aria-label': 'Runs' }}
      >
        <Stack gap="sm" pr="sm">
          {runs.map((run) => (
            <Checkbox
              key={run.id}
              value={run.id}
              label={
                <>
                  <Text span size="sm" fw={500}>
                    {run.title}
                  </Text>
                  <Text span size="xs" c="dimmed" display="block">
                    {count(run.episodes)} episodes by {run.policyId}, {percent(run.passed / run.episodes)}{' '}
                    passed, {dateTime(run.createdAt)}
                  </Text>
                  {run.refused === null ? null : (
                    <Text span size="xs" className="us-warn" display="block">
                      {run.refused}
                    </Text>
                  )}
                </>
              }
            />
          ))}
        </Stack>
      </ScrollArea.Autosize>
    </Checkbox.Group>
  );
}
