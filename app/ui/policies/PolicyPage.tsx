/** One policy: where it came from, what it can do here, and a conversation with it. */
import { Anchor, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { PolicyLine } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { EmptyState } from '../parts/EmptyState.tsx';
import { notifyError } from '../parts/errors.tsx';
import { dateTime, percent } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { query } from '../shell/live.ts';
import { Chat } from './Chat.tsx';
import { kindWords, size } from './words.ts';

export function PolicyPage({ id }: { readonly id: string }): ReactNode {
  const policies = useQuery(query.policies.list.queryOptions());
  const [, navigate] = useLocation();
  return (
    <Loaded query={policies}>
      {(list) => {
        const policy = list.find((one) => one.id === id);
        return policy === undefined ? (
          <EmptyState
            title="There is no such policy"
            action={{
              label: 'All policies',
              perform: () => {
                navigate('/policies');
              },
            }}
          >
            It may have been removed.
          </EmptyState>
        ) : (
          <Shown policy={policy} />
        );
      }}
    </Loaded>
  );
}

function Shown({ policy }: { readonly policy: PolicyLine }): ReactNode {
  const [, navigate] = useLocation();
  const remove = useMutation(
    query.policies.remove.mutationOptions({
      onSuccess: () => {
        navigate('/policies');
      },
      onError: notifyError,
    }),
  );
  const { id, title, source } = policy;
  return (
    <Page
      title={title}
      lead={kindWords(policy)}
      actions={
        <>
          <Button component={Link} href={`/runs/new?policy=${encodeURIComponent(id)}`}>
            Let it play
          </Button>
          {source.kind === 'embedded' ? null : (
            <Button
              variant="default"
              loading={remove.isPending}
              onClick={() => {
                remove.mutate({ id });
              }}
            >
              Remove from the list
            </Button>
          )}
          <Button component={Link} href="/policies" variant="default">
            All policies
          </Button>
        </>
      }
    >
      <Group align="flex-start" gap="lg" grow>
        <Facts policy={policy} />
        <Chat policy={policy} />
      </Group>
    </Page>
  );
}

function Facts({ policy }: { readonly policy: PolicyLine }): ReactNode {
  return (
    <section className="us-surface" style={{ padding: 16 }} aria-label="Where it came from">
      <Table variant="vertical" fz="sm">
        <Table.Tbody>
          {factsOf(policy).map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={170}>{name}</Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Stack gap={4} mt="sm">
        <Text size="sm" c="dimmed">
          {policy.trainable
            ? 'Training can start from it: its weights lie beside it.'
            : 'It can play. Training cannot start from it here, for there are no weights beside it.'}
        </Text>
      </Stack>
    </section>
  );
}

type Fact = readonly [string, ReactNode];

function factsOf({ id, addedAt, source, file }: PolicyLine): readonly Fact[] {
  const common: readonly Fact[] = [
    ['Name', id],
    ...(addedAt === null ? [] : [['Added', dateTime(Date.parse(addedAt))] as const]),
    ...(file === null ? [] : [['File', file] as const]),
  ];
  switch (source.kind) {
    case 'embedded':
      return common;
    case 'endpoint':
      return [
        ...common,
        ['Address', source.baseUrl],
        ['Model', source.model],
        ['Key from', source.keyVariable ?? 'needs none'],
      ];
    case 'gguf':
      return [...common, ...modelFacts(source.gguf)];
    case 'trained':
      return [
        ...common,
        ...modelFacts(source.gguf),
        [
          'Job',
          <Linked key="job" to={`/training/${encodeURIComponent(source.job.id)}`} text={source.job.id} />,
        ],
        ['Started from', source.base ?? 'not known'],
        [
          'What was trained',
          source.adaptation === 'adapter' ? 'an adapter beside its weights' : 'all its weights',
        ],
        ...(source.recipe === null
          ? []
          : [['Recipe', `${source.recipe.name}, stage ${source.recipe.stage}`] as const]),
        ['Dataset', datasetLink(source.dataset)],
        ['Held-out before', heldoutWords(source.heldout.before)],
        ['Held-out after', heldoutWords(source.heldout.after)],
      ];
  }
}

interface ModelFacts {
  readonly architecture: string;
  readonly parameters: number;
  readonly contextLength: number;
}

function modelFacts({ architecture, parameters, contextLength }: ModelFacts): readonly Fact[] {
  return [
    ['Model', `${architecture}, ${size(parameters)} parameters`],
    ['Longest context', `${String(contextLength)} tokens`],
  ];
}

function datasetLink(dataset: { readonly name: string; readonly version: string } | null): ReactNode {
  if (dataset === null) return 'not known';
  const folder = `${dataset.name}-${dataset.version}`;
  return <Linked to={`/datasets/${encodeURIComponent(folder)}`} text={folder} />;
}

interface Measured {
  readonly success: { readonly rate: number; readonly low: number; readonly high: number } | null;
  readonly scenario: string;
}

function heldoutWords(evaluation: Measured | null): string {
  if (evaluation === null) return 'not measured';
  const { success, scenario } = evaluation;
  if (success === null) return `${scenario}: none could be judged`;
  return `${percent(success.rate, 1)} of ${scenario} (95% interval ${percent(success.low, 1)} to ${percent(success.high, 1)})`;
}

function Linked({ to, text }: { readonly to: string; readonly text: string }): ReactNode {
  return (
    <Anchor component={Link} href={to} size="sm">
      {text}
    </Anchor>
  );
}
