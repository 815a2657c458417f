/** One model out of several: which ones, and how what they learned is added up. */
import { MultiSelect, Select, SimpleGrid } from '@mantine/core';
import type { MergeChoice, TrainingChoices } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { Desk } from './Desk.tsx';
import { NumberField, ScenarioField } from './Fields.tsx';
import { mergeWays } from './ways.ts';

interface MergeFormProps {
  readonly choices: TrainingChoices;
  readonly scenario: string;
  readonly put: (key: 'scenario', value: string) => void;
}

export function MergeForm({ choices, scenario, put }: MergeFormProps): ReactNode {
  const [inputs, setInputs] = useState<readonly string[]>([]);
  const [way, setWay] = useState<MergeChoice['way']>('ties');
  const [density, setDensity] = useState(0.5);
  const [seed, setSeed] = useState(7);
  const chosen = choices.mergeable.filter(({ id }) => inputs.includes(id));
  const mixed = chosen.some(({ adapter }) => adapter) && chosen.some(({ adapter }) => !adapter);
  const missing =
    chosen.length < 2
      ? 'Choose at least two policies.'
      : mixed
        ? 'Choose only whole models, or only adapters: the two cannot be put together.'
        : null;
  const choice: MergeChoice = { method: 'merge', inputs: [...inputs], way, density, scenario, seed };
  return (
    <Desk
      choice={missing === null ? choice : null}
      missing={missing}
      suggested={inputs.length < 2 ? 'merged' : `${String(inputs.length)} in one`}
      pack={choices.measurable.find(({ id }) => id === scenario)}
      more={
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <NumberField
            label="Share of the changes kept"
            description="Not used by the mean; 0.5 is usual"
            min={0.01}
            max={1}
            step={0.1}
            whole={false}
            value={density}
            change={setDensity}
          />
          <NumberField
            label="Seed"
            description="For ways that leave out at random"
            min={0}
            max={2 ** 31 - 1}
            value={seed}
            change={setSeed}
          />
        </SimpleGrid>
      }
    >
      <MultiSelect
        label="Policies to make one of"
        description="Trained from the same model, or adapters of it"
        data={choices.mergeable.map(({ id, title, adapter }) => ({
          value: id,
          label: adapter ? `${title} (adapter)` : title,
        }))}
        value={[...inputs]}
        onChange={setInputs}
        searchable
        {...(inputs.length === 0 ? { placeholder: 'Two or more' } : {})}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label="How"
          description={mergeWays.find(({ value }) => value === way)?.hint ?? ''}
          data={mergeWays.map(({ value, label }) => ({ value, label }))}
          value={way}
          onChange={(value) => {
            const found = mergeWays.find((one) => one.value === value)?.value;
            if (found !== undefined) setWay(found);
          }}
          allowDeselect={false}
        />
        <ScenarioField
          choices={choices}
          label="Measured with"
          description="Held-out tasks, played by what they come from and by the new one"
          value={scenario}
          change={(value) => put('scenario', value)}
        />
      </SimpleGrid>
    </Desk>
  );
}
