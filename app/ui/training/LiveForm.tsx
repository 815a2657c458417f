/** Learning by doing: which tasks are played, by whom, how often; the finer points folded away. */
import { Select, SimpleGrid, Stack, Switch } from '@mantine/core';
import type { LiveChoice, TrainingChoices } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { count } from '../parts/format.ts';
import { Desk } from './Desk.tsx';
import { AdapterField, BaseField, NumberField, ScenarioField } from './Fields.tsx';
import { losses, processes, usualRate } from './ways.ts';

interface LiveFormProps {
  readonly choices: TrainingChoices;
  readonly scenario: string;
  readonly base: string;
  readonly put: (key: 'scenario' | 'base', value: string) => void;
}

const first: Omit<LiveChoice, 'method' | 'scenario' | 'base' | 'lr'> = {
  steps: 30,
  groups: 8,
  group: 8,
  loss: 'dapo',
  process: 'none',
  budget: 'uniform',
  kl: 0,
  adapter: false,
  pool: null,
  seed: 7,
};

type Own = Partial<Omit<LiveChoice, 'method' | 'scenario' | 'base'>>;

export function LiveForm({ choices, scenario, base, put }: LiveFormProps): ReactNode {
  const [own, setOwn] = useState<Own>({});
  const set = (part: Own): void => {
    setOwn((before) => ({ ...before, ...part }));
  };
  const pack = choices.measurable.find(({ id }) => id === scenario);
  const usual = usualRate(
    choices.bases.find(({ id }) => id === base),
    own.adapter ?? false,
  );
  const choice: LiveChoice = { method: 'grpo', scenario, base, lr: usual, ...first, ...own };
  const most = pack?.train ?? 1;
  return (
    <Desk
      choice={choice}
      missing={null}
      suggested={`${scenario}-by-doing`}
      pack={pack}
      more={<Finer choice={choice} usual={usual} most={most} set={set} />}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <ScenarioField
          choices={choices}
          label="What it plays"
          description={`${count(most)} training tasks; none that measures it`}
          value={scenario}
          change={(value) => put('scenario', value)}
        />
        <BaseField choices={choices} value={base} change={(value) => put('base', value)} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <NumberField
          label="Steps"
          description="In each it plays, then learns"
          min={1}
          max={1_000_000}
          value={choice.steps}
          change={(steps) => set({ steps })}
        />
        <NumberField
          label="Tasks in a step"
          description="More make steadier steps"
          min={1}
          max={4096}
          value={choice.groups}
          change={(groups) => set({ groups })}
        />
        <NumberField
          label="Tries of each task"
          description="They are compared"
          min={2}
          max={256}
          value={choice.group}
          change={(group) => set({ group })}
        />
      </SimpleGrid>
    </Desk>
  );
}

interface FinerProps {
  readonly choice: LiveChoice;
  readonly usual: number;
  readonly most: number;
  readonly set: (part: Own) => void;
}

function Finer({ choice, usual, most, set }: FinerProps): ReactNode {
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label="How a step is computed"
          data={losses}
          value={choice.loss}
          onChange={(value) => {
            const loss = losses.find((one) => one.value === value)?.value;
            if (loss !== undefined) set({ loss });
          }}
          allowDeselect={false}
        />
        <Select
          label="What single turns earn"
          data={processes}
          value={choice.process}
          onChange={(value) => {
            const process = processes.find((one) => one.value === value)?.value;
            if (process !== undefined) set({ process });
          }}
          allowDeselect={false}
        />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, sm: 4 }}>
        <NumberField
          label="Learning rate"
          description={`Usual: ${String(usual)}`}
          min={1e-8}
          max={1}
          step={choice.lr / 2}
          whole={false}
          value={choice.lr}
          change={(lr) => set({ lr })}
        />
        <NumberField
          label="Hold on the start"
          description="KL weight; rarely needed"
          min={0}
          max={100}
          step={0.01}
          whole={false}
          value={choice.kl}
          change={(kl) => set({ kl })}
        />
        <NumberField
          label="Training tasks"
          description={`Of ${count(most)}`}
          min={1}
          max={most}
          value={choice.pool ?? most}
          change={(pool) => set({ pool: pool >= most ? null : pool })}
        />
        <NumberField
          label="Seed"
          description="The same, the same tries"
          min={0}
          max={2 ** 31 - 1}
          value={choice.seed}
          change={(seed) => set({ seed })}
        />
      </SimpleGrid>
      <Switch
        label="Spend tries where they teach"
        description="Fewer for tasks that always end the same way, more for those that may go either way"
        checked={choice.budget === 'adaptive'}
        onChange={(event) => {
          set({ budget: event.currentTarget.checked ? 'adaptive' : 'uniform' });
        }}
      />
      <AdapterField checked={choice.adapter} change={(adapter) => set({ adapter })} />
    </Stack>
  );
}
