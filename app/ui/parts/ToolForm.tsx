/** A tool as a form: a field for each argument, made from its JSON Schema. Enter sends it, Escape leaves it. */
import {
  Button,
  Group,
  JsonInput,
  NumberInput,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { StageTool } from '@understudy/host/contract';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode, type SubmitEvent } from 'react';
import { argumentsOf, fieldsOf, type Arguments, type Field, type Typed } from './tool-fields.ts';

export type ToolArguments = Extract<Arguments, { ok: true }>['value'];

interface ToolFormProps {
  readonly tool: StageTool;
  readonly send: (args: ToolArguments) => void;
  /** The other button, and Escape. */
  readonly leave: { readonly label: string; readonly perform: () => void };
  /** A call is on its way. */
  readonly busy: boolean;
  /** Why nothing can be sent now; null when it can. */
  readonly blocked?: string | null;
  /** What stands in the fields at first. */
  readonly start?: Typed;
  /** What it does; left out where that stands beside the form. */
  readonly described?: boolean;
  /** Whether the first field is where one types at once. */
  readonly focus?: boolean;
}

/** Remounted for another tool by its `key`. */
export function ToolForm({
  tool,
  send,
  leave,
  busy,
  blocked = null,
  start = {},
  focus = true,
  described = true,
}: ToolFormProps): ReactNode {
  const fields = fieldsOf(tool.parameters);
  const [typed, setTyped] = useState<Typed>(start);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (focus) form.current?.querySelector<HTMLElement>('input, textarea, button')?.focus();
  }, [focus]);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (busy || blocked !== null) return;
    const read = argumentsOf(fields, typed);
    setProblems(read.ok ? {} : read.problems);
    if (read.ok) send(read.value);
  };
  const escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    leave.perform();
  };
  return (
    <form ref={form} onSubmit={submit} onKeyDown={escape} aria-label={tool.name} noValidate>
      <Stack gap="sm">
        {described ? (
          <Text size="sm" c="dimmed">
            {tool.description}
          </Text>
        ) : null}
        {fields.map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            value={typed[field.name] ?? ''}
            problem={problems[field.name] ?? null}
            change={(value) => setTyped((before) => ({ ...before, [field.name]: value }))}
          />
        ))}
        <Group gap="xs">
          <Button type="submit" size="sm" loading={busy} disabled={blocked !== null}>
            {tool.effect === 'read' ? 'Look it up' : 'Do it'}
          </Button>
          <Button size="sm" variant="default" onClick={leave.perform}>
            {leave.label}
          </Button>
          {blocked === null ? null : (
            <Text size="sm" c="dimmed">
              {blocked}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}

interface FieldInputProps {
  readonly field: Field;
  readonly value: string;
  readonly problem: string | null;
  readonly change: (value: string) => void;
}

function FieldInput({ field, value, problem, change }: FieldInputProps): ReactNode {
  const { label, required, kind, options, maxLength } = field;
  const common = {
    label,
    description: hintOf(field),
    error: problem,
    withAsterisk: required,
    'aria-required': required,
    size: 'sm',
  } as const;
  const limit = maxLength === null ? {} : { maxLength: 4 * maxLength };
  switch (kind) {
    case 'choice':
      return (
        <Select
          {...common}
          data={options.map((option) => ({ value: option, label: option.replaceAll('_', ' ') }))}
          value={value === '' ? null : value}
          onChange={(next) => change(next ?? '')}
          clearable={!required}
          searchable={options.length > 8}
        />
      );
    // Not a box to tick: leaving it out is something else than saying no.
    case 'yes-no':
      return (
        <Select
          {...common}
          data={[
            { value: 'true', label: 'yes' },
            { value: 'false', label: 'no' },
          ]}
          value={value === '' ? null : value}
          onChange={(next) => change(next ?? '')}
          clearable={!required}
        />
      );
    case 'number':
      return <NumberInput {...common} value={value} onChange={(next) => change(String(next))} />;
    case 'money':
      return (
        <TextInput
          {...common}
          {...limit}
          inputMode="decimal"
          placeholder="0.00"
          value={value}
          onChange={(event) => change(event.currentTarget.value)}
        />
      );
    case 'date':
      return (
        <TextInput
          {...common}
          type="date"
          value={value}
          onChange={(event) => change(event.currentTarget.value)}
        />
      );
    case 'text':
    case 'list':
    case 'pairs':
      return (
        <Textarea
          {...common}
          {...limit}
          autosize
          minRows={kind === 'text' ? 2 : 3}
          maxRows={8}
          value={value}
          onChange={(event) => change(event.currentTarget.value)}
        />
      );
    case 'json':
      return <JsonInput {...common} autosize minRows={3} value={value} onChange={change} />;
    case 'line':
      return (
        <TextInput
          {...common}
          {...limit}
          autoComplete="off"
          value={value}
          onChange={(event) => change(event.currentTarget.value)}
        />
      );
  }
}

function hintOf({ kind, description }: Field): string {
  if (kind === 'list') return `${description}. One a line.`;
  if (kind === 'pairs') return `${description}. One a line: name = value.`;
  return description;
}
