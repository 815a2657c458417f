/** Choosing what to play: the scenario, the kind of case, which one of them, and the seat. */
import { Button, Group, NumberInput, SegmentedControl, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconHeadset, IconUser } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { PlayPolicy, PlayScenario } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { ErrorNotice } from '../parts/errors.tsx';
import { count } from '../parts/format.ts';
import { helpersOf, JudgeSelect, VoiceSelect } from '../parts/Helpers.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { query } from '../shell/live.ts';

export function StartPlay(): ReactNode {
  const choices = useQuery(query.play.choices.queryOptions());
  return <Loaded query={choices}>{(data) => <Form {...data} />}</Loaded>;
}

interface FormProps {
  readonly scenarios: readonly PlayScenario[];
  readonly policies: readonly PlayPolicy[];
  readonly models: readonly PlayPolicy[];
}

function Form({ scenarios, policies, models }: FormProps): ReactNode {
  const [params, setParams] = useSearchParams();
  const [, navigate] = useLocation();
  const change = (parts: Readonly<Record<string, string | undefined>>): void => {
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(parts)) {
          if (value === undefined) next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  };
  const start = useMutation(
    query.play.start.mutationOptions({
      onSuccess: ({ stage }) => {
        navigate(`/play/${stage}`);
      },
    }),
  );
  const scenario = scenarios.find(({ id }) => id === params.get('scenario')) ?? scenarios[0];
  const split = params.get('split') === 'heldout' ? 'heldout' : 'train';
  const families = scenario?.families.filter((one) => one[split] > 0) ?? [];
  const family = families.find(({ id }) => id === params.get('family')) ?? families[0];
  const most = family?.[split] ?? 1;
  const number = Math.min(most, Math.max(1, Number(params.get('task') ?? 1) || 1));
  const seat = params.get('seat') === 'user' ? 'user' : 'agent';
  const policy = policies.find(({ name }) => name === params.get('policy')) ?? policies[0];
  const helper = (name: string): string | undefined =>
    models.find((model) => model.name === params.get(name))?.name;
  const voice = seat === 'agent' ? helper('voice') : undefined;
  const judge = scenario?.judged.length === 0 ? undefined : helper('judge');
  if (scenario === undefined || family === undefined) return null;
  return (
    <form
      className="us-surface"
      style={{ padding: 20 }}
      aria-label="What to play"
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate({
          scenario: scenario.id,
          split,
          family: family.id,
          index: number - 1,
          seat,
          policy: policy?.name ?? null,
          ...helpersOf(voice, judge),
        });
      }}
    >
      <Stack gap="md">
        <SegmentedControl
          aria-label="Your seat"
          value={seat}
          onChange={(value) => change({ seat: value })}
          data={[
            { value: 'agent', label: <SeatLabel icon={<IconHeadset size={16} />} text="I am the agent" /> },
            { value: 'user', label: <SeatLabel icon={<IconUser size={16} />} text="I am the customer" /> },
          ]}
        />
        <Text size="sm" c="dimmed">
          {seat === 'agent'
            ? 'A simulated customer comes to you. You have the same tools and instructions as every agent.'
            : 'You are told what you want and know; an agent serves you.'}
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label="Scenario"
            data={scenarios.map(({ id, title }) => ({ value: id, label: title }))}
            value={scenario.id}
            allowDeselect={false}
            onChange={(value) => change({ scenario: value ?? scenario.id, family: '', task: '1' })}
          />
          <Select
            label="Kind of case"
            data={families.map(({ id, title }) => ({ value: id, label: title }))}
            value={family.id}
            allowDeselect={false}
            searchable={families.length > 10}
            onChange={(value) => change({ family: value ?? family.id, task: '1' })}
          />
          <NumberInput
            label="Which one"
            description={`There are ${count(most)}, each with its own people and figures`}
            min={1}
            max={most}
            clampBehavior="strict"
            value={number}
            onChange={(value) => change({ task: String(value) })}
          />
          <Select
            label={seat === 'user' ? 'Who plays the agent' : 'Who can take over for you'}
            description={seat === 'user' ? 'A model, or a script' : 'Only if you ask for it while you play'}
            data={policies.map(({ name, label }) => ({ value: name, label }))}
            value={policy?.name ?? null}
            allowDeselect={false}
            onChange={(value) => change({ policy: value ?? '' })}
          />
          {seat === 'agent' ? (
            <VoiceSelect models={models} value={voice} onChange={(name) => change({ voice: name })} />
          ) : null}
          <JudgeSelect
            models={models}
            judged={scenario.judged}
            value={judge}
            onChange={(name) => change({ judge: name })}
          />
        </SimpleGrid>
        <Group justify="space-between">
          <SegmentedControl
            size="xs"
            aria-label="Which people"
            value={split}
            onChange={(value) => change({ split: value, task: '1' })}
            data={[
              { value: 'train', label: 'Cases to learn from' },
              { value: 'heldout', label: 'Cases kept for tests' },
            ]}
          />
          <Button type="submit" loading={start.isPending}>
            Begin
          </Button>
        </Group>
        {start.isError ? <ErrorNotice error={start.error} /> : null}
      </Stack>
    </form>
  );
}

function SeatLabel({ icon, text }: { readonly icon: ReactNode; readonly text: string }): ReactNode {
  return (
    <Group gap={8} justify="center" wrap="nowrap">
      {icon}
      {text}
    </Group>
  );
}
