/** One system, part by part. */
import { Button, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { SystemView } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { query } from '../shell/live.ts';
import { useAddress } from './address.ts';
import { Checks } from './Checks.tsx';
import { Lifecycles } from './Lifecycles.tsx';
import { Tables } from './Tables.tsx';
import { Tools } from './Tools.tsx';

interface SystemPageProps {
  readonly id: string;
  readonly part: string;
}

export function SystemPage({ id, part }: SystemPageProps): ReactNode {
  const system = useQuery(query.systems.open.queryOptions({ input: { id } }));
  return (
    <Page
      title={system.data?.title ?? 'System'}
      lead={system.data?.description}
      actions={
        <Button component={Link} href="/systems" variant="default">
          All systems
        </Button>
      }
    >
      <Loaded query={system}>{(view) => <Parts system={view} part={part} />}</Loaded>
    </Page>
  );
}

function Parts({ system, part }: { readonly system: SystemView; readonly part: string }): ReactNode {
  const [, navigate] = useLocation();
  const address = useAddress(system.id);
  const { charts, tables, tools } = system;
  return (
    <Tabs
      value={part}
      onChange={(next) => navigate(address.link(`/systems/${system.id}/${next ?? 'lifecycles'}`, {}))}
      keepMounted={false}
    >
      <Tabs.List mb="md">
        <Tabs.Tab value="lifecycles">{`Lifecycles (${String(charts.length)})`}</Tabs.Tab>
        <Tabs.Tab value="tables">{`Tables (${String(tables.length)})`}</Tabs.Tab>
        <Tabs.Tab value="tools">{`Tools (${String(tools.length)})`}</Tabs.Tab>
        <Tabs.Tab value="checks">Checks</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="lifecycles">
        <Lifecycles system={system} address={address} />
      </Tabs.Panel>
      <Tabs.Panel value="tables">
        <Tables system={system} address={address} />
      </Tabs.Panel>
      <Tabs.Panel value="tools">
        <Tools system={system} address={address} />
      </Tabs.Panel>
      <Tabs.Panel value="checks">
        <Checks system={system} />
      </Tabs.Panel>
    </Tabs>
  );
}
