/** The tools of a system: what each does and needs, and a place to try it by hand. */
import { Badge, Code, Group, SegmentedControl, Stack, Table, Text, Title } from '@mantine/core';
import type { SystemView, ToolView } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { duration } from '../parts/format.ts';
import { eventWords } from '../parts/StatechartList.tsx';
import { fieldsOf, type Field } from '../parts/tool-fields.ts';
import type { Address } from './address.ts';
import { SideList } from './SideList.tsx';
import classes from './systems.module.css';
import { TryIt } from './TryIt.tsx';
import { WorldBar } from './WorldBar.tsx';

interface ToolsProps {
  readonly system: SystemView;
  readonly address: Address;
}

const KINDS = [
  { value: 'all', label: 'All' },
  { value: 'read', label: 'Look up' },
  { value: 'write', label: 'Change' },
  { value: 'others', label: 'Not for agents' },
];

export function Tools({ system, address }: ToolsProps): ReactNode {
  const kind = address.get('kind') ?? 'all';
  const shown = system.tools.filter((tool) => fits(tool, kind));
  const tool = system.tools.find(({ name }) => name === address.get('tool')) ?? shown[0];
  return (
    <div className={classes['columns']}>
      <Stack gap="xs">
        <SegmentedControl
          size="xs"
          aria-label="Which tools"
          data={KINDS}
          value={kind}
          onChange={(next) => address.set({ kind: next === 'all' ? null : next })}
        />
        <SideList
          key={kind}
          label="Tools"
          items={shown.map(({ name, description, effect }) => ({
            id: name,
            label: name,
            words: description,
            note: effect === 'read' ? '' : 'changes',
          }))}
          chosen={tool?.name ?? ''}
          choose={(name) => address.set({ tool: name })}
        />
      </Stack>
      {tool === undefined ? (
        <Text>No tool is of this kind.</Text>
      ) : (
        <section aria-label={tool.name}>
          <WorldBar address={address} />
          <Stack gap="md">
            <About system={system} tool={tool} address={address} />
            <TryIt key={tool.name} system={system} tool={tool} address={address} />
          </Stack>
        </section>
      )}
    </div>
  );
}

function fits(tool: ToolView, kind: string): boolean {
  if (kind === 'others') return tool.by !== 'agent';
  return kind === 'all' || (tool.by === 'agent' && tool.effect === kind);
}

const CALLERS = {
  agent: 'agents call it',
  user: 'the simulated customer calls it, never an agent',
  system: 'the environment calls it, never an agent',
};

interface AboutProps extends ToolsProps {
  readonly tool: ToolView;
}

function About({ system, tool, address }: AboutProps): ReactNode {
  const fields = fieldsOf(tool.parameters);
  return (
    <section className={`us-surface ${String(classes['page'])}`}>
      <Group gap="xs" mb={4}>
        <Title order={2} size="h4">
          {tool.name}
        </Title>
        <Badge variant="default" tt="none">
          {tool.effect === 'read' ? 'looks up' : 'changes'}
        </Badge>
      </Group>
      <Text size="sm">{tool.description}</Text>
      <Text size="sm" c="dimmed">
        {`${CALLERS[tool.by]} · takes ${duration(tool.seconds)} of simulated time`}
      </Text>
      {tool.events.length === 0 ? null : (
        <Text size="sm">
          May move{' '}
          {tool.events.map(({ chart, event }, index) => (
            <span key={`${chart}.${event}`}>
              {index === 0 ? '' : ', '}
              <Anchor
                component={Link}
                size="sm"
                underline="always"
                href={address.link(`/systems/${system.id}/lifecycles`, { chart })}
              >
                {`${chart.replaceAll('_', ' ')}: ${eventWords(event)}`}
              </Anchor>
            </span>
          ))}
        </Text>
      )}
      {fields.length === 0 ? null : <Arguments fields={fields} />}
    </section>
  );
}

function Arguments({ fields }: { readonly fields: readonly Field[] }): ReactNode {
  return (
    <Table mt="sm" fz="sm" verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Argument</Table.Th>
          <Table.Th>What it is</Table.Th>
          <Table.Th>Takes</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {fields.map((field) => (
          <Table.Tr key={field.name}>
            <Table.Td>
              <Code>{field.name}</Code>
              {field.required ? '' : ' (optional)'}
            </Table.Td>
            <Table.Td>{field.description}</Table.Td>
            <Table.Td>{takes(field)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function takes({ kind, options, maxLength }: Field): string {
  const most = maxLength === null ? '' : `, at most ${String(maxLength)} characters`;
  switch (kind) {
    case 'choice':
      return `one of ${options.join(', ')}`;
    case 'number':
      return 'a number';
    case 'money':
      return 'an amount';
    case 'date':
      return 'a day';
    case 'yes-no':
      return 'yes or no';
    case 'list':
      return 'texts';
    case 'pairs':
      return 'values by name';
    case 'json':
      return 'JSON';
    case 'line':
    case 'text':
      return `text${most}`;
  }
}
