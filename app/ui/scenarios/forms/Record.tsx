/** A group whose members somebody names: columns of a row, arguments of a call, variables. In the order written. */
import { Autocomplete, Button, Group, Stack, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { isGroup, moved, renamed, withValue, type Path } from '../document/tree.ts';
import { useAt, useDesign, useKnown, useReadOnly } from './context.tsx';
import { Field, Problem } from './Field.tsx';
import { Fold } from './Fold.tsx';
import type { InputProps } from './inputs.tsx';
import { blank, shapeOf, type Schema } from './schema.ts';
import { memberNames } from './suggest.ts';
import { variableNote } from './summary.ts';
import { optionWords } from './words.ts';

interface RecordProps extends InputProps {
  readonly names: readonly string[] | null;
  readonly schema: Schema;
}

export function RecordField({ path, label, names, schema }: RecordProps): ReactNode {
  const value = useAt(path);
  const design = useDesign();
  const readOnly = useReadOnly();
  const entries = isGroup(value) ? Object.entries(value) : [];
  const flat = ['cell', 'text', 'number'].includes(shapeOf(schema).kind);
  const remove = (name: string) => (): void =>
    design.change(label, (now) => withValue(now, [...path, name], undefined));
  const move = (name: string, by: number) => (): void =>
    design.change(label, (now) => moved(now, path, name, by));
  return (
    <Stack gap={flat ? 8 : 6}>
      <Problem path={path} />
      {entries.map(([name, one], i) =>
        flat ? (
          <Group key={name} gap={6} wrap="nowrap" align="flex-end">
            <div style={{ flex: 1 }}>
              <Field schema={schema} path={[...path, name]} label={name} />
            </div>
            {readOnly ? null : (
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                mb={3}
                onClick={remove(name)}
                aria-label={`Remove ${name}`}
              >
                Remove
              </Button>
            )}
          </Group>
        ) : (
          <Fold
            key={name}
            path={[...path, name]}
            title={names === null ? name : optionWords('act', name)}
            note={variableNote(one)}
            actions={{
              up: i === 0 ? undefined : move(name, -1),
              down: i === entries.length - 1 ? undefined : move(name, 1),
              remove: remove(name),
            }}
          >
            {names === null ? <NameField path={path} name={name} /> : null}
            <Field schema={schema} path={[...path, name]} label={name} />
          </Fold>
        ),
      )}
      {readOnly ? null : (
        <AddMember
          path={path}
          label={label}
          names={names}
          taken={entries.map(([name]) => name)}
          add={(name) => design.set([...path, name], blank(schema), label)}
        />
      )}
    </Stack>
  );
}

/** The name is taken over when somebody leaves the field: half a name would be another one. */
function NameField({ path, name }: { readonly path: Path; readonly name: string }): ReactNode {
  const design = useDesign();
  const readOnly = useReadOnly();
  const [typed, setTyped] = useState(name);
  const commit = (): void => {
    if (typed !== '' && typed !== name) design.change('Name', (now) => renamed(now, path, name, typed));
  };
  return (
    <TextInput
      size="sm"
      label="Name"
      mb="sm"
      readOnly={readOnly}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
      }}
    />
  );
}

function AddMember({
  path,
  label,
  names,
  taken,
  add,
}: {
  readonly path: Path;
  readonly label: string;
  readonly names: readonly string[] | null;
  readonly taken: readonly string[];
  readonly add: (name: string) => void;
}): ReactNode {
  const known = useKnown();
  const [typed, setTyped] = useState('');
  const options = (names ?? memberNames(known, path)).filter((name) => !taken.includes(name));
  const possible = typed !== '' && !taken.includes(typed) && (names === null || names.includes(typed));
  const perform = (): void => {
    if (!possible) return;
    add(typed);
    setTyped('');
  };
  return (
    <Group gap={6} wrap="nowrap">
      <Autocomplete
        size="xs"
        flex={1}
        maw={260}
        aria-label={`Name of what to add to ${label.toLowerCase()}`}
        placeholder="Name"
        data={options}
        limit={60}
        value={typed}
        onChange={setTyped}
        onKeyDown={(event) => {
          if (event.key === 'Enter') perform();
        }}
      />
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={13} aria-hidden />}
        disabled={!possible}
        onClick={perform}
      >
        Add
      </Button>
    </Group>
  );
}
