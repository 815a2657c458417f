/** Choosing a run: the scenario, who plays, how much of it; with what that comes to before it begins. */
import {
  Anchor,
  Button,
  Collapse,
  Group,
  MultiSelect,
  NumberInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  UnstyledButton,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { PackOption, PolicyOption, RunChoices } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { ErrorNotice } from '../parts/errors.tsx';
import { count } from '../parts/format.ts';
import { helpersOf, JudgeSelect, VoiceSelect } from '../parts/Helpers.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { query } from '../shell/live.ts';
import { BudgetInputs, limitOf, type Budget } from './BudgetInputs.tsx';

export function StartRun(): ReactNode {
  const choices = useQuery(query.runs.choices.queryOptions());
  return (
    <Page
      title="Start a run"
      lead="Every episode is kept with its score, so that you can look at it, compare it, and learn from the best."
      actions={
        <Button component={Link} href="/runs" variant="default">
          All runs
        </Button>
      }
    >
      <Loaded query={choices}>{(data) => <Form {...data} />}</Loaded>
    </Page>
  );
}

function Form({
  packs,
  policies,
  models,
}: {
  readonly packs: readonly PackOption[];
  readonly policies: readonly PolicyOption[];
  readonly models: readonly PolicyOption[];
}): ReactNode {
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const [more, { toggle }] = useDisclosure();
  const [voice, setVoice] = useState<string>();
  const [judge, setJudge] = useState<string>();
  const [budget, setBudget] = useState<Budget>({});
  const [chosen, setChosen] = useState<RunChoices>({
    scenario: params.get('scenario') ?? packs[0]?.id ?? '',
    split: 'train',
    families: null,
    policy: params.get('policy') ?? policies[0]?.name ?? '',
    tasks: 20,
    samples: 4,
    temperature: 1,
    seed: 7,
    curriculum: false,
  });
  const change = (part: Partial<RunChoices>): void => {
    setChosen((before) => ({ ...before, ...part }));
  };
  const start = useMutation(
    query.runs.start.mutationOptions({
      onSuccess: ({ run }) => {
        navigate(`/runs/${encodeURIComponent(run)}`);
      },
    }),
  );
  const pack = packs.find(({ id }) => id === chosen.scenario);
  const most = pack?.tasks[chosen.split] ?? 1;
  const tasks = Math.min(chosen.tasks, most);
  const policy = policies.find(({ name }) => name === chosen.policy);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate({
          ...chosen,
          tasks,
          ...helpersOf(voice, pack?.judged.length === 0 ? undefined : judge),
          ...limitOf(budget),
        });
      }}
    >
      <Stack gap="lg" maw={860}>
        <div>
          <Select
            label="Scenario"
            description={pack?.description ?? 'What is asked, by whom, and how it is judged'}
            data={packs.map(({ id, title }) => ({ value: id, label: title }))}
            value={chosen.scenario}
            onChange={(value) => {
              change({ scenario: value ?? chosen.scenario, families: null });
            }}
            searchable
            allowDeselect={false}
          />
          {pack === undefined || pack.version === null ? null : (
            <Played id={pack.id} version={pack.version} />
          )}
        </div>
        <Select
          label="Who plays"
          description={policy?.hint ?? ''}
          data={policies.map(({ name, label }) => ({ value: name, label }))}
          value={chosen.policy}
          onChange={(value) => {
            change({ policy: value ?? chosen.policy });
          }}
          searchable
          allowDeselect={false}
        />
        <JudgeSelect models={models} judged={pack?.judged ?? []} value={judge} onChange={setJudge} />
        <div>
          <Text size="sm" fw={500} id="which-tasks">
            Which tasks
          </Text>
          <Text size="xs" c="dimmed" mb={6}>
            Training tasks may be learned from. Held-out tasks are only for measuring, and never enter a
            dataset.
          </Text>
          <SegmentedControl
            aria-labelledby="which-tasks"
            value={chosen.split}
            onChange={(value) => {
              change({ split: value === 'heldout' ? 'heldout' : 'train' });
            }}
            data={[
              { value: 'train', label: 'Training' },
              { value: 'heldout', label: 'Held out' },
            ]}
          />
        </div>
        <SimpleGrid cols={2}>
          <NumberInput
            label="How many tasks"
            description={`The scenario has ${count(most)} of these`}
            min={1}
            max={most}
            value={tasks}
            onChange={(value) => {
              change({ tasks: Number(value) || 1 });
            }}
          />
          <NumberInput
            label="Episodes per task"
            description="Playing a task several times shows luck from skill"
            min={1}
            max={64}
            value={chosen.samples}
            onChange={(value) => {
              change({ samples: Number(value) || 1 });
            }}
          />
        </SimpleGrid>
        <UnstyledButton onClick={toggle} aria-expanded={more} w="fit-content">
          <Text size="sm" td="underline">
            {more ? 'Fewer choices' : 'More choices'}
          </Text>
        </UnstyledButton>
        <Collapse expanded={more}>
          <Stack>
            <MultiSelect
              label="Only these families"
              description="A family is one kind of situation; none chosen means all"
              data={(pack?.families ?? []).map(({ id, title }) => ({ value: id, label: title }))}
              value={[...(chosen.families ?? [])]}
              onChange={(families) => {
                change({ families: families.length === 0 ? null : families });
              }}
              searchable
              clearable
            />
            <SimpleGrid cols={2}>
              <NumberInput
                label="Temperature"
                description="0 always takes the likeliest word; 1 varies as the model learned"
                min={0}
                max={2}
                step={0.1}
                value={chosen.temperature}
                onChange={(value) => {
                  change({ temperature: Number(value) || 0 });
                }}
              />
              <NumberInput
                label="Seed"
                description="The same seed asks for the same users and the same luck"
                min={0}
                max={2 ** 31 - 1}
                value={chosen.seed}
                onChange={(value) => {
                  change({ seed: Number(value) || 0 });
                }}
              />
            </SimpleGrid>
            <VoiceSelect models={models} value={voice} onChange={setVoice} />
            <BudgetInputs budget={budget} onChange={setBudget} />
            <Switch
              label="Easy tasks first"
              checked={chosen.curriculum}
              onChange={(event) => {
                change({ curriculum: event.currentTarget.checked });
              }}
            />
          </Stack>
        </Collapse>
        {start.error === null ? null : <ErrorNotice error={start.error} />}
        <Group>
          <Button type="submit" loading={start.isPending}>
            Play {count(tasks * chosen.samples)} episodes
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Of an own pack: which version it is, for somebody who has gone on writing since. */
function Played({
  id,
  version: { number, draftDiffers },
}: {
  readonly id: string;
  readonly version: NonNullable<PackOption['version']>;
}): ReactNode {
  return (
    <Text size="xs" mt={6} {...(draftDiffers ? { className: 'us-warn' } : { c: 'dimmed' })}>
      Version {number} is played.
      {draftDiffers ? (
        <>
          {' '}
          The draft was changed since:{' '}
          <Anchor
            component={Link}
            inherit
            underline="always"
            href={`/scenarios/${encodeURIComponent(id)}?part=versions`}
          >
            save another version
          </Anchor>{' '}
          to play that.
        </>
      ) : null}
    </Text>
  );
}
