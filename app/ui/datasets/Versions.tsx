/** The versions of a dataset, and what one has more and less than another. */
import { Anchor, Badge, Group, Select, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { DatasetLine, DatasetPage, RowLine } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'wouter';
import { count, dateTime, figure } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { RowList, type Column } from '../parts/RowList.tsx';
import { query } from '../shell/live.ts';

export function Versions({ dataset }: { readonly dataset: DatasetPage }): ReactNode {
  const { versions, folder } = dataset;
  const [params, setParams] = useSearchParams();
  const others = versions.filter((version) => version.folder !== folder);
  const other = others.find((version) => version.folder === params.get('with')) ?? others[0] ?? null;
  return (
    <Stack gap="lg">
      <Table verticalSpacing="xs" className="us-surface">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Version</Table.Th>
            <Table.Th ta="right">Episodes</Table.Th>
            <Table.Th>Played by</Table.Th>
            <Table.Th>Made</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {versions.map((version) => (
            <Table.Tr key={version.folder}>
              <Table.Td>
                <Group gap="xs">
                  <Anchor component={Link} href={`/datasets/${encodeURIComponent(version.folder)}`} size="sm">
                    {version.version}
                  </Anchor>
                  {version.folder === folder ? <Badge variant="light">This one</Badge> : null}
                </Group>
              </Table.Td>
              <Table.Td ta="right" className="us-number">
                {count(version.counts.episodes)}
              </Table.Td>
              <Table.Td>{version.policies.join(', ')}</Table.Td>
              <Table.Td>{dateTime(Date.parse(version.createdAt))}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {other === null ? (
        <Text size="sm" c="dimmed">
          This is the only version. Write a dataset with the same name, and the two can be compared here.
        </Text>
      ) : (
        <>
          <Select
            label="Compare with"
            data={others.map((version) => ({ value: version.folder, label: nameOf(version) }))}
            value={other.folder}
            onChange={(value) =>
              setParams({ tab: 'versions', ...(value === null ? {} : { with: value }) }, { replace: true })
            }
            allowDeselect={false}
            maw={420}
          />
          <Difference from={other} to={dataset} />
        </>
      )}
    </Stack>
  );
}

function nameOf({ version, createdAt }: DatasetLine): string {
  return `${version}, ${dateTime(Date.parse(createdAt))}`;
}

function Difference({ from, to }: { readonly from: DatasetLine; readonly to: DatasetLine }): ReactNode {
  const diff = useQuery(query.datasets.diff.queryOptions({ input: { folder: from.folder, to: to.folder } }));
  return (
    <Loaded query={diff}>
      {({ added, removed, same }) => (
        <Stack gap="sm">
          <Text size="sm" role="status">
            Against {from.version}, this version has {count(added.length)} more, {count(removed.length)} are
            gone, and {count(same)} are in both.
          </Text>
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <Side title={`+ ${count(added.length)} more`} rows={added} />
            <Side title={`− ${count(removed.length)} gone`} rows={removed} />
          </SimpleGrid>
        </Stack>
      )}
    </Loaded>
  );
}

const columns: readonly Column<RowLine>[] = [
  { id: 'id', title: 'Episode', width: 'minmax(220px, 1fr)', cell: ({ id }) => <span title={id}>{id}</span> },
  { id: 'reward', title: 'Reward', width: '64px', end: true, cell: ({ reward }) => figure(reward) },
];

function Side({ title, rows }: { readonly title: string; readonly rows: readonly RowLine[] }): ReactNode {
  return (
    <div>
      <Title order={2} size="h5" mb={6}>
        {title}
      </Title>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          None.
        </Text>
      ) : (
        <RowList
          label={title}
          columns={columns}
          count={rows.length}
          rowAt={(index) => rows[index]}
          minWidth={300}
          height={Math.min(360, 38 + 38 * rows.length)}
        />
      )}
    </div>
  );
}
