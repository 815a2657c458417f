/** What the last turn of the loop brought: held-out success before and after, with intervals, and by family. */
import { Anchor, Group, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import type { LoopReport } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Bar } from '../parts/Bar.tsx';
import { count, dateTime, duration, percent } from '../parts/format.ts';

export function LastResult({ report }: { readonly report: LoopReport }): ReactNode {
  const { evaluations, clearlyBetter, families, title, finishedAt, seconds, incomplete } = report;
  return (
    <section className="us-surface" style={{ padding: 20 }} aria-labelledby="last-result">
      <Stack gap="md">
        <div>
          <Title order={2} size="h4" id="last-result">
            {verdict(clearlyBetter)}
          </Title>
          <Text size="sm" c="dimmed">
            {title}, {dateTime(Date.parse(finishedAt))}, in {duration(seconds)}. The bar is the share of
            held-out tasks that passed; the line through its end is the 95% interval.
            {incomplete === null ? '' : ` ${incomplete}`}
          </Text>
        </div>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
          <Stack gap="sm">
            {evaluations.map(({ label, success, episodes, runId }) => (
              <div key={label}>
                <Group justify="space-between" mb={4}>
                  <Text size="sm" fw={600}>
                    {label === 'base' ? 'Before' : `After ${label}`}
                  </Text>
                  <Anchor component={Link} href={`/runs/${encodeURIComponent(runId)}`} size="sm">
                    {count(episodes)} episodes
                  </Anchor>
                </Group>
                <Bar success={success} />
              </div>
            ))}
          </Stack>
          {families.length === 0 ? null : <Families families={families} />}
        </SimpleGrid>
      </Stack>
    </section>
  );
}

function verdict(clearlyBetter: boolean | null): string {
  if (clearlyBetter === null) return 'The last turn did not come to its second measurement';
  return clearlyBetter
    ? 'The last turn made the model clearly better'
    : 'The last turn made no clear difference';
}

function Families({ families }: { readonly families: LoopReport['families'] }): ReactNode {
  return (
    <Table fz="sm" verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Kind of situation</Table.Th>
          <Table.Th ta="right">Before</Table.Th>
          <Table.Th ta="right">After</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody className="us-number">
        {families.map(({ family, before, after }) => (
          <Table.Tr key={family}>
            <Table.Td>{family.replaceAll('_', ' ')}</Table.Td>
            <Table.Td ta="right">{percent(before)}</Table.Td>
            <Table.Td ta="right" className={classOf(before, after)}>
              {percent(after)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function classOf(before: number | null, after: number | null): string | undefined {
  if (before === null || after === null || before === after) return undefined;
  return after > before ? 'us-good' : 'us-bad';
}
