/** The lifecycles of a system, one at a time: the chart, and what it governs. */
import { Anchor, Text, Title } from '@mantine/core';
import type { SystemView } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Statechart } from '../parts/Statechart.tsx';
import type { Address } from './address.ts';
import { SideList } from './SideList.tsx';
import classes from './systems.module.css';

interface LifecyclesProps {
  readonly system: SystemView;
  readonly address: Address;
}

export function Lifecycles({ system, address }: LifecyclesProps): ReactNode {
  const chart = system.charts.find(({ id }) => id === address.get('chart')) ?? system.charts[0];
  if (chart === undefined) return <Text>Nothing in this system has a lifecycle.</Text>;
  return (
    <div className={classes['columns']}>
      <SideList
        label="Lifecycles"
        items={system.charts.map(({ id, title, states }) => ({
          id,
          label: title,
          note: `${String(states.length)} states`,
        }))}
        chosen={chart.id}
        choose={(id) => address.set({ chart: id })}
      />
      <section aria-label={chart.title}>
        <Title order={2} size="h4">
          {chart.title}
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          The {chart.column.replaceAll('_', ' ')} of{' '}
          <Anchor
            component={Link}
            href={address.link(`/systems/${system.id}/tables`, { table: chart.table })}
            size="sm"
            underline="always"
          >
            {chart.table.replaceAll('_', ' ')}
          </Anchor>{' '}
          changes along these arrows and in no other way. A tool that tries anything else is refused.
        </Text>
        <Statechart key={chart.id} chart={chart} current={null} visited={[]} height={520} />
      </section>
    </div>
  );
}
