/** Choosing the models that help an episode along: who gives the simulated user its words, and who answers the rubrics. */
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';

interface HelperProps {
  readonly models: readonly { readonly name: string; readonly label: string }[];
  /** A model's name; undefined where none helps. */
  readonly value: string | undefined;
  readonly onChange: (name: string | undefined) => void;
}

const NONE = '';

export function VoiceSelect({ models, value, onChange }: HelperProps): ReactNode {
  return (
    <Select
      label="How the customer speaks"
      description="Templates are quick and always the same; a model finds words of its own"
      data={[
        { value: NONE, label: 'In templates' },
        ...models.map(({ name, label }) => ({ value: name, label: `In the words of ${label}` })),
      ]}
      value={value ?? NONE}
      allowDeselect={false}
      onChange={(name) => onChange(name === null || name === NONE ? undefined : name)}
    />
  );
}

/** Nothing where no part of the score asks for a judge. */
export function JudgeSelect({
  models,
  value,
  onChange,
  judged,
}: HelperProps & { readonly judged: readonly string[] }): ReactNode {
  if (judged.length === 0) return null;
  return (
    <Select
      label="Who judges"
      description={`Only a model can answer ${judged.map((id) => id.replaceAll('_', ' ')).join(', ')}. Without one an episode that needs it gets no score`}
      data={[{ value: NONE, label: 'Nobody' }, ...models.map(({ name, label }) => ({ value: name, label }))]}
      value={value ?? NONE}
      allowDeselect={false}
      onChange={(name) => onChange(name === null || name === NONE ? undefined : name)}
    />
  );
}

/** For inputs in which what is absent must not stand as undefined. */
export function helpersOf(
  voice: string | undefined,
  judge: string | undefined,
): { readonly voice?: string; readonly judge?: string } {
  return { ...(voice === undefined ? {} : { voice }), ...(judge === undefined ? {} : { judge }) };
}
