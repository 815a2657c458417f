/** One dataset: what is in it and why, its versions, its card, whether it is still as it was written, and the way to others. */
import { Button, Group, Tabs, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFileExport, IconSchool } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { DatasetPage as Dataset } from '@understudy/host/contract';
import { useMemo, type ReactNode } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { count, dateTime } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { useActions, type Action } from '../shell/actions.tsx';
import { query } from '../shell/live.ts';
import { About } from './About.tsx';
import classes from './datasets.module.css';
import { ExportDialog } from './ExportDialog.tsx';
import { Rows } from './Rows.tsx';
import { Versions } from './Versions.tsx';

export function DatasetPage({ folder }: { readonly folder: string }): ReactNode {
  const dataset = useQuery(query.datasets.get.queryOptions({ input: { folder } }));
  return <Loaded query={dataset}>{(data) => <Shown key={folder} dataset={data} />}</Loaded>;
}

function Shown({ dataset }: { readonly dataset: Dataset }): ReactNode {
  const [, navigate] = useLocation();
  const [params, setParams] = useSearchParams();
  const [exporting, { open, close }] = useDisclosure();
  const { name, folder, counts, policies, createdAt, card } = dataset;
  const training = `/training/new?dataset=${encodeURIComponent(folder)}`;
  useActions(
    useMemo<readonly Action[]>(
      () => [
        { id: 'export-dataset', label: 'Export this dataset', group: 'Datasets', keys: 'x', perform: open },
        {
          id: 'train-on-dataset',
          label: 'Train on this dataset',
          group: 'Datasets',
          keys: 't',
          perform: () => navigate(training),
        },
      ],
      [navigate, open, training],
    ),
  );
  return (
    <Page
      title={name}
      lead={`${count(counts.episodes)} episodes of ${count(counts.tasks)} tasks, played by ${policies.join(', ')}. Made ${dateTime(Date.parse(createdAt))}.`}
      actions={
        <>
          <Button variant="default" leftSection={<IconFileExport size={16} aria-hidden />} onClick={open}>
            Export
          </Button>
          <Button component={Link} href={training} leftSection={<IconSchool size={16} aria-hidden />}>
            Train on this
          </Button>
        </>
      }
    >
      <Tabs
        value={params.get('tab') ?? 'rows'}
        onChange={(tab) => setParams(tab === null || tab === 'rows' ? {} : { tab }, { replace: true })}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="rows">Rows</Tabs.Tab>
          <Tabs.Tab value="about">How it was made</Tabs.Tab>
          <Tabs.Tab value="versions">Versions</Tabs.Tab>
          <Tabs.Tab value="card">Card</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="rows" pt="md">
          <Rows folder={folder} total={counts.episodes} />
        </Tabs.Panel>
        <Tabs.Panel value="about" pt="md">
          <About dataset={dataset} />
        </Tabs.Panel>
        <Tabs.Panel value="versions" pt="md">
          <Versions dataset={dataset} />
        </Tabs.Panel>
        <Tabs.Panel value="card" pt="md">
          <Group mb="xs">
            <Text size="sm" c="dimmed">
              What somebody reads first who gets this dataset. It lies beside the rows as README.md.
            </Text>
          </Group>
          <pre className={`us-surface ${String(classes['card'])}`}>{card}</pre>
        </Tabs.Panel>
      </Tabs>
      <ExportDialog dataset={dataset} opened={exporting} close={close} />
    </Page>
  );
}
