/** Fields that several forms of training share. */
import { NumberInput, Select, Switch } from '@mantine/core';
import type { TrainingChoices } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { count } from '../parts/format.ts';

interface BaseFieldProps {
  readonly choices: TrainingChoices;
  readonly value: string;
  readonly change: (value: string) => void;
}

export function BaseField({ choices, value, change }: BaseFieldProps): ReactNode {
  return (
    <Select
      label="Who learns"
      description={
        choices.withoutWeights === 0
          ? 'A policy whose weights are at hand'
          : `A policy whose weights are at hand; ${count(choices.withoutWeights)} others can only play`
      }
      data={choices.bases.map(({ id, title }) => ({ value: id, label: title }))}
      value={value}
      onChange={(next) => {
        if (next !== null) change(next);
      }}
      searchable
      allowDeselect={false}
    />
  );
}

interface ScenarioFieldProps {
  readonly choices: TrainingChoices;
  readonly label: string;
  readonly description: string;
  readonly value: string;
  readonly change: (value: string) => void;
}

export function ScenarioField(props: ScenarioFieldProps): ReactNode {
  const { choices, label, description, value, change } = props;
  return (
    <Select
      label={label}
      description={description}
      data={choices.measurable.map(({ id, title }) => ({ value: id, label: title }))}
      value={value}
      onChange={(next) => {
        if (next !== null) change(next);
      }}
      searchable
      allowDeselect={false}
    />
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  /** Only whole numbers. */
  readonly whole?: boolean;
  readonly value: number;
  readonly change: (value: number) => void;
}

/** Takes what lies in the range and leaves the rest as it was. */
export function NumberField({ min, max, whole = true, value, change, ...more }: NumberFieldProps): ReactNode {
  return (
    <NumberInput
      {...more}
      min={min}
      max={max}
      value={value}
      allowDecimal={!whole}
      decimalScale={8}
      onChange={(next) => {
        const number = typeof next === 'number' ? next : Number.NaN;
        if (number >= min && number <= max) change(number);
      }}
    />
  );
}

export function AdapterField({
  checked,
  change,
}: {
  readonly checked: boolean;
  readonly change: (checked: boolean) => void;
}): ReactNode {
  return (
    <Switch
      label="Train a small addition only"
      description="An adapter needs far less memory; for large models. Else all weights learn"
      checked={checked}
      onChange={(event) => {
        change(event.currentTarget.checked);
      }}
    />
  );
}
