/** Systems: the replicas an agent works in. A system's parts each have an address: lifecycles, tables, tools, checks. */
import { Badge, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { SystemLine } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { count } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { query } from '../shell/live.ts';
import { SystemPage } from './SystemPage.tsx';
import classes from './systems.module.css';

export default function Systems(): ReactNode {
  const [location] = useLocation();
  const [, , id, part = 'lifecycles'] = location.split('/');
  return id === undefined || id === '' ? <SystemList /> : <SystemPage key={id} id={id} part={part} />;
}

function SystemList(): ReactNode {
  const list = useQuery(query.systems.list.queryOptions());
  return (
    <Page
      title="Systems"
      lead="What agents work in: replicas of business software with made-up people in them, and nothing real behind them."
    >
      <Loaded query={list}>
        {(systems) => (
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            {systems.map((system) => (
              <SystemCard key={system.id} system={system} />
            ))}
          </SimpleGrid>
        )}
      </Loaded>
    </Page>
  );
}

function SystemCard({ system }: { readonly system: SystemLine }): ReactNode {
  const { id, title, description, lifecycles, tables, tools, problems } = system;
  return (
    <Link href={`/systems/${id}`} className={`us-surface ${String(classes['card'])}`}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {title}
          </Title>
          <Badge
            variant="default"
            tt="none"
            className={problems === 0 ? 'us-good' : 'us-bad'}
            aria-label={problems === 0 ? 'checked: sound' : `checked: ${String(problems)} problems`}
          >
            {problems === 0 ? '✓ sound' : `${count(problems)} problems`}
          </Badge>
        </Group>
        <Text size="sm">{description}</Text>
        <Text size="sm" c="dimmed" className="us-number">
          {`${count(lifecycles)} lifecycles · ${count(tables)} tables · ${count(tools)} tools`}
        </Text>
      </Stack>
    </Link>
  );
}
