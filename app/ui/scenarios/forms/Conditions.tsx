/** Conditions as a builder: a name, how it is compared, with what. All must hold. */
import { ActionIcon, Autocomplete, Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Json } from '@understudy/host/contract';
import { isGroup, isList, textAt, type Group as Fields, type Path } from '../document/tree.ts';
import { useAt, useDesign, useKnown, useProblems, useReadOnly } from './context.tsx';
import { startsWith } from '../document/tree.ts';
import { cellOf, cellText, type InputProps } from './inputs.tsx';
import { namesInScope } from './suggest.ts';

const COMPARED = [
  { value: 'at_least', label: 'is at least' },
  { value: 'at_most', label: 'is at most' },
  { value: 'less_than', label: 'is less than' },
  { value: 'more_than', label: 'is more than' },
  { value: 'equals', label: 'is' },
  { value: 'not', label: 'is not' },
  { value: 'one_of', label: 'is one of' },
];

/** A condition with several comparisons is one row for each. */
interface Row {
  readonly condition: number;
  readonly variable: string;
  readonly how: string;
  readonly other: Json;
}

function rowsOf(conditions: readonly Json[]): readonly Row[] {
  return conditions.flatMap((one, condition) => {
    const variable = textAt(one, ['variable']);
    const sides = isGroup(one) ? Object.entries(one).filter(([name]) => name !== 'variable') : [];
    if (sides.length === 0) return [{ condition, variable, how: 'equals', other: '' }];
    return sides.map(([how, other]) => ({ condition, variable, how, other }));
  });
}

function conditionOf({ variable, how, other }: Omit<Row, 'condition'>): Fields {
  return { variable, [how]: other };
}

export function ConditionsField({
  path,
  label,
  hint,
  single,
}: InputProps & { readonly single: boolean }): ReactNode {
  const design = useDesign();
  const readOnly = useReadOnly();
  const value = useAt(path);
  const problems = useProblems().filter((problem) => startsWith(problem.path, path));
  const rows = rowsOf(isList(value) ? value : isGroup(value) ? [value] : []);
  const write = (next: readonly Omit<Row, 'condition'>[]): void => {
    const conditions = next.map(conditionOf);
    const [first] = conditions;
    design.set(path, conditions.length === 1 || single ? first : conditions, label);
  };
  return (
    <Stack gap={6} role="group" aria-label={label}>
      <div>
        <Text size="sm" fw={500}>
          {label}
        </Text>
        {hint === undefined ? null : (
          <Text size="xs" c="dimmed">
            {hint}
          </Text>
        )}
      </div>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          Always.
        </Text>
      ) : null}
      {rows.map((row, i) => (
        <ConditionRow
          key={i}
          row={row}
          path={path}
          readOnly={readOnly}
          change={(next) => write(rows.with(i, { ...row, ...next }))}
          remove={() => write(rows.toSpliced(i, 1))}
        />
      ))}
      {problems.map(({ message }) => (
        <Text key={message} size="xs" c="var(--mantine-color-error)">
          {message}
        </Text>
      ))}
      {readOnly || (single && rows.length > 0) ? null : (
        <Button
          size="compact-xs"
          variant="subtle"
          w="fit-content"
          leftSection={<IconPlus size={13} aria-hidden />}
          onClick={() => write([...rows, { variable: '', how: 'at_least', other: '' }])}
        >
          {rows.length === 0 ? 'Add a condition' : 'And'}
        </Button>
      )}
    </Stack>
  );
}

function ConditionRow({
  row: { variable, how, other },
  path,
  readOnly,
  change,
  remove,
}: {
  readonly row: Row;
  readonly path: Path;
  readonly readOnly: boolean;
  readonly change: (next: Partial<Row>) => void;
  readonly remove: () => void;
}): ReactNode {
  const names = [...new Set(namesInScope(useKnown(), path))];
  const text = isList(other) ? other.map(cellText).join(', ') : cellText(other);
  const parse = (typed: string, as: string): Json =>
    as === 'one_of' ? typed.split(',').map((part) => cellOf(part.trim())) : cellOf(typed);
  return (
    <Group gap={6} wrap="nowrap">
      <Autocomplete
        aria-label="What is compared"
        size="sm"
        flex={1}
        readOnly={readOnly}
        data={names}
        limit={40}
        value={variable}
        onChange={(next) => change({ variable: next })}
      />
      <Select
        aria-label="How it is compared"
        size="sm"
        w={130}
        readOnly={readOnly}
        data={COMPARED}
        allowDeselect={false}
        value={how}
        onChange={(next) => change({ how: next ?? how, other: parse(text, next ?? how) })}
      />
      <Autocomplete
        aria-label="With what it is compared"
        size="sm"
        flex={1}
        readOnly={readOnly}
        data={names.map((name) => `$${name}`)}
        limit={40}
        value={text}
        onChange={(next) => change({ other: parse(next, how) })}
      />
      {readOnly ? null : (
        <ActionIcon variant="subtle" color="gray" aria-label="Remove this condition" onClick={remove}>
          <IconX size={15} />
        </ActionIcon>
      )}
    </Group>
  );
}

/** In a line: `price at least $approval_limit`. */
export function conditionText(value: Json | undefined): string {
  const rows = rowsOf(isList(value) ? value : isGroup(value) ? [value] : []);
  return rows
    .map(({ variable, how, other }) => {
      const said = COMPARED.find((one) => one.value === how)?.label ?? how;
      return `${variable} ${said} ${isList(other) ? other.map(cellText).join(', ') : cellText(other)}`;
    })
    .join(' and ');
}
