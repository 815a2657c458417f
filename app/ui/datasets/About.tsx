/** A dataset's manifest in words: what was looked at, what was kept by which rules, its files, and whether they are still as written. */
import { Button, Group, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { DatasetPage } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { ErrorNotice } from '../parts/errors.tsx';
import { bytes, count } from '../parts/format.ts';
import { query } from '../shell/live.ts';
import classes from './datasets.module.css';
import { labelOf } from './reasons.ts';
import { rulesInWords } from './rules.ts';

export function About({ dataset }: { readonly dataset: DatasetPage }): ReactNode {
  const { counts, scenario, version, hash, modelHash, license, path, spec, files } = dataset;
  const facts: readonly (readonly [string, string])[] = [
    ['Scenario', scenario],
    ['Episodes looked at', count(counts.considered)],
    ['Kept', `${count(counts.episodes)}, of ${count(counts.tasks)} tasks`],
    [
      'To learn from',
      counts.tokenRows === 0
        ? 'messages; nobody recorded tokens'
        : `${count(counts.supervisedTokens)} of ${count(counts.tokens)} tokens in ${count(counts.tokenRows)} rows`,
    ],
    ...(counts.pairs === undefined ? [] : ([['Pairs of better and worse', count(counts.pairs)]] as const)),
    ...(counts.kto === undefined ? [] : ([['Labelled good or bad', count(counts.kto)]] as const)),
    ...(counts.labels === undefined ? [] : ([['Graded', count(counts.labels)]] as const)),
    ['Model that played', modelHash === null ? 'not known, or several' : modelHash.slice(0, 16)],
    ['Licence', license],
    ['Version', `${version}, from the content: ${hash.slice(0, 24)}…`],
    ['Folder', path],
  ];
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
      <Stack gap="lg">
        <section aria-label="In short">
          <Title order={2} size="h5" mb={6}>
            In short
          </Title>
          <dl className={classes['facts']}>
            {facts.map(([name, value]) => (
              <div key={name} style={{ display: 'contents' }}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section aria-label="The rules">
          <Title order={2} size="h5" mb={6}>
            The rules it was chosen by
          </Title>
          <ul style={{ margin: 0, paddingInlineStart: 20, fontSize: 14 }}>
            {rulesInWords(spec).map((rule) => (
              <li key={rule}>{rule}</li>
            ))}
          </ul>
        </section>
      </Stack>
      <Stack gap="lg">
        <Dropped dropped={counts.dropped} />
        <section aria-label="Files">
          <Title order={2} size="h5" mb={6}>
            Files
          </Title>
          <Table verticalSpacing={4} fz="sm">
            <Table.Tbody>
              {files.map((file) => (
                <Table.Tr key={file.path}>
                  <Table.Td>{file.path}</Table.Td>
                  <Table.Td ta="right" className="us-number">
                    {bytes(file.bytes)}
                  </Table.Td>
                  <Table.Td ff="monospace" fz="xs" c="dimmed">
                    {file.sha256.slice(0, 12)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <Check folder={dataset.folder} />
        </section>
      </Stack>
    </SimpleGrid>
  );
}

function Dropped({ dropped }: { readonly dropped: DatasetPage['counts']['dropped'] }): ReactNode {
  const codes = Object.entries(dropped).sort(([, a], [, b]) => b - a);
  if (codes.length === 0) return null;
  return (
    <section aria-label="What was left out">
      <Title order={2} size="h5" mb={6}>
        What was left out
      </Title>
      <Table verticalSpacing={4} fz="sm">
        <Table.Tbody>
          {codes.map(([code, episodes]) => (
            <Table.Tr key={code}>
              <Table.Td>{labelOf(code)}</Table.Td>
              <Table.Td ta="right" className="us-number">
                {count(episodes)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Check({ folder }: { readonly folder: string }): ReactNode {
  const check = useQuery({ ...query.datasets.verify.queryOptions({ input: { folder } }), enabled: false });
  return (
    <Stack gap="xs" mt="sm" role="status">
      {check.data === undefined ? null : check.data.problems.length === 0 ? (
        <Text size="sm" className="us-good">
          <IconCircleCheck size={15} aria-hidden style={{ verticalAlign: -2 }} /> All{' '}
          {count(check.data.files)} files are as they were written ({bytes(check.data.bytes)}).
        </Text>
      ) : (
        check.data.problems.map((problem) => (
          <Text key={problem} size="sm" className="us-bad">
            <IconCircleX size={15} aria-hidden style={{ verticalAlign: -2 }} /> {problem}
          </Text>
        ))
      )}
      {check.error === null ? null : <ErrorNotice error={check.error} />}
      <Group>
        <Button size="xs" variant="default" loading={check.isFetching} onClick={() => void check.refetch()}>
          Check the files
        </Button>
      </Group>
    </Stack>
  );
}
