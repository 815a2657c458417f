/** Learning from a dataset: which one, who learns, and the settings that follow from that. */
import { Select, SimpleGrid, Stack, Switch } from '@mantine/core';
import type { DatasetChoice, TrainingChoices, TrainingDataset } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { count } from '../parts/format.ts';
import { Desk } from './Desk.tsx';
import { AdapterField, BaseField, NumberField } from './Fields.tsx';
import { missingFor, usualSettings, type DatasetMethod } from './ways.ts';

interface DatasetFormProps {
  readonly choices: TrainingChoices;
  readonly method: DatasetMethod;
  readonly dataset: TrainingDataset;
  readonly base: string;
  /** Puts a choice into the address. */
  readonly put: (key: 'dataset' | 'base', value: string) => void;
}

/** What somebody set by hand; what is left out follows from the method and the policy. */
type Own = Partial<Pick<DatasetChoice, 'lr' | 'epochs' | 'batchTokens' | 'rows' | 'adapter' | 'seed'>>;

export function DatasetForm({ choices, method, dataset, base, put }: DatasetFormProps): ReactNode {
  const [own, setOwn] = useState<Own>({});
  const set = (part: Own): void => {
    setOwn((before) => ({ ...before, ...part }));
  };
  const adapter = own.adapter ?? false;
  const usual = usualSettings(
    method,
    choices.bases.find(({ id }) => id === base),
    adapter,
  );
  const choice: DatasetChoice = {
    ...{ method, base, adapter, dataset: dataset.folder, seed: 7 },
    rows: dataset.tokens === 0 ? 'messages' : 'tokens',
    ...usual,
    ...own,
  };
  const missing = missingFor(method, dataset);
  const pack = choices.measurable.find(({ id }) => id === dataset.scenario);
  return (
    <Desk
      choice={missing === null ? choice : null}
      missing={missing}
      suggested={`${dataset.name}-${method}`}
      {...(method === 'reward' ? { nameLabel: 'Name of the judge' } : {})}
      pack={method === 'reward' ? null : pack}
      more={
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <NumberField
              label="Learning rate"
              description={`Size of its steps; usual: ${String(usual.lr)}`}
              min={1e-8}
              max={1}
              step={choice.lr / 2}
              whole={false}
              value={choice.lr}
              change={(lr) => set({ lr })}
            />
            <NumberField
              label="Rounds over the rows"
              description={`Usual: ${String(usual.epochs)}; many overlearn`}
              min={0.1}
              max={1000}
              whole={false}
              value={choice.epochs}
              change={(epochs) => set({ epochs })}
            />
            <NumberField
              label="Tokens at once"
              description="Fewer need less memory"
              min={128}
              max={10_000_000}
              step={1024}
              value={choice.batchTokens}
              change={(batchTokens) => set({ batchTokens })}
            />
          </SimpleGrid>
          <AdapterField checked={adapter} change={(checked) => set({ adapter: checked })} />
          {method === 'sft' && dataset.tokens > 0 ? (
            <Switch
              label="Read the exact tokens that were played"
              description="Right for the policy that played them and for what was trained from it. Off: the conversations, for any other model"
              checked={choice.rows === 'tokens'}
              onChange={(event) => {
                set({ rows: event.currentTarget.checked ? 'tokens' : 'messages' });
              }}
            />
          ) : null}
        </Stack>
      }
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label="Dataset"
          description={`${count(dataset.episodes)} episodes of ${dataset.scenario}`}
          data={choices.datasets.map(({ folder }) => ({ value: folder, label: folder }))}
          value={dataset.folder}
          onChange={(value) => {
            if (value !== null) put('dataset', value);
          }}
          searchable
          allowDeselect={false}
        />
        <BaseField choices={choices} value={base} change={(value) => put('base', value)} />
      </SimpleGrid>
    </Desk>
  );
}
