/** The policies of the workspace, and two ways to add one. */
import { Anchor, Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFilePlus, IconWorldPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { PolicyLine } from '@understudy/host/contract';
import { useCallback, useMemo, useState, type DragEvent, type ReactNode } from 'react';
import { Link } from 'wouter';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { percent } from '../parts/format.ts';
import { useActions, type Action } from '../shell/actions.tsx';
import { query } from '../shell/live.ts';
import { shell } from '../shell/shell.ts';
import { AddEndpoint } from './AddEndpoint.tsx';
import { AddFile, type Given } from './AddFile.tsx';
import { detailWords, kindWords } from './words.ts';

export function PolicyList(): ReactNode {
  const policies = useQuery(query.policies.list.queryOptions());
  const [fileOpen, file] = useDisclosure();
  const [endpointOpen, endpoint] = useDisclosure();
  const [given, setGiven] = useState<Given>({ path: '' });
  const [over, setOver] = useState(false);
  const begin = useCallback(() => {
    setGiven({ path: '' });
    file.open();
  }, [file.open]);
  useActions(
    useMemo<readonly Action[]>(
      () => [
        { id: 'add-model-file', label: 'Add a model file', group: 'Policies', keys: 'a', perform: begin },
        { id: 'add-endpoint', label: 'Add an endpoint', group: 'Policies', perform: endpoint.open },
      ],
      [begin, endpoint.open],
    ),
  );
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const first = event.dataTransfer.files[0];
    if (first === undefined || fileOpen) return;
    // Only the desktop shell may know where a dropped file lies; a page sends the file itself.
    const path = shell()?.pathOf(first) ?? '';
    setGiven(path === '' ? { file: first } : { path });
    file.open();
  };
  return (
    <div
      className="us-drop"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={drop}
    >
      <Page
        title="Policies"
        lead="A policy is whoever answers as the agent: a model on this machine, one behind an address, or one that was trained here."
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconWorldPlus size={16} aria-hidden />}
              onClick={endpoint.open}
            >
              Add an endpoint
            </Button>
            <Button leftSection={<IconFilePlus size={16} aria-hidden />} onClick={begin}>
              Add a model file
            </Button>
          </>
        }
      >
        <Loaded query={policies}>{(list) => <PolicyTable policies={list} />}</Loaded>
      </Page>
      {fileOpen ? <AddFile given={given} close={file.close} /> : null}
      {endpointOpen ? <AddEndpoint close={endpoint.close} /> : null}
    </div>
  );
}

function PolicyTable({ policies }: { readonly policies: readonly PolicyLine[] }): ReactNode {
  return (
    <Stack>
      <Table.ScrollContainer minWidth={760} className="us-surface">
        <Table verticalSpacing="sm" horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Policy</Table.Th>
              <Table.Th>Kind</Table.Th>
              <Table.Th>Held-out success</Table.Th>
              <Table.Th>State</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {policies.map((policy) => (
              <Table.Tr key={policy.id}>
                <Table.Td>
                  <Anchor component={Link} href={`/policies/${policy.id}`} fw={600}>
                    {policy.title}
                  </Anchor>
                  <Text size="xs" c="dimmed" lineClamp={1}>
                    {detailWords(policy)}
                  </Text>
                </Table.Td>
                <Table.Td>{kindWords(policy)}</Table.Td>
                <Table.Td className="us-number">{measured(policy)}</Table.Td>
                <Table.Td>
                  <State policy={policy} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="sm" c="dimmed">
        Drop a .gguf file here to add it.
      </Text>
    </Stack>
  );
}

function measured({ source }: PolicyLine): string {
  if (source.kind !== 'trained') return '—';
  const { before, after } = source.heldout;
  const rate = (one: typeof before): string => percent(one?.success?.rate ?? null);
  return after === null ? 'not measured yet' : `${rate(before)} → ${rate(after)}`;
}

function State({ policy: { state, trainable } }: { readonly policy: PolicyLine }): ReactNode {
  if (state !== 'ready')
    return (
      <Text size="sm" className="us-bad">
        {state === 'missing' ? 'Its file is gone' : 'Its file was changed'}
      </Text>
    );
  return (
    <Group gap={6}>
      <Text size="sm" className="us-good">
        Ready
      </Text>
      {trainable ? (
        <Badge variant="default" size="sm">
          can be trained
        </Badge>
      ) : null}
    </Group>
  );
}
