/** The form of any part of a pack, from its schema: an input for a value, fields for a group, folds for a list, and so on down. */
import { Button, Group, Menu, Select, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Json } from '@understudy/host/contract';
import { at, inserted, isGroup, isList, moved, textAt, withValue, type Path } from '../document/tree.ts';
import { ConditionsField } from './Conditions.tsx';
import { useAt, useDesign, useProblemAt, useReadOnly } from './context.tsx';
import { Fold } from './Fold.tsx';
import {
  CellField,
  fieldId,
  NumberField,
  OptionField,
  SwitchField,
  TextField,
  ValuesField,
  WordingsField,
  type InputProps,
} from './inputs.tsx';
import { RecordField } from './Record.tsx';
import { blank, shapeOf, variantOf, type Member, type Schema, type Variant } from './schema.ts';
import { summaryOf } from './summary.ts';
import { optionWords, wordsOf } from './words.ts';

export interface FieldProps extends InputProps {
  readonly schema: Schema;
  /** Members of a group that are shown elsewhere. */
  readonly without?: readonly string[];
}

export function Field({ schema, without = [], ...props }: FieldProps): ReactNode {
  const shape = shapeOf(schema);
  switch (shape.kind) {
    case 'text':
      return <TextField {...props} longest={shape.longest} />;
    case 'number':
      return <NumberField {...props} whole={shape.whole} min={shape.min} max={shape.max} />;
    case 'switch':
      return <SwitchField {...props} />;
    case 'options':
      return <OptionField {...props} values={shape.values} />;
    case 'cell':
      return <CellField {...props} />;
    case 'values':
      return <ValuesField {...props} whole={shape.whole} orOne={shape.orOne} options={shape.options} />;
    case 'conditions':
      return <ConditionsField {...props} single={shape.single} />;
    case 'wordings':
      return <WordingsField {...props} />;
    case 'list':
      return <ListField {...props} item={shape.item} orOne={shape.orOne} />;
    case 'record':
      return <RecordField {...props} names={shape.names} schema={shape.value} />;
    case 'group':
      return <GroupField {...props} members={shape.members.filter(({ name }) => !without.includes(name))} />;
    case 'variants':
      return <VariantsField {...props} variants={shape.variants} />;
    case 'constant':
      return null;
    case 'any':
      return <CellField {...props} />;
  }
}

function parentName(path: Path): string {
  return path.findLast((key) => typeof key === 'string') ?? '';
}

/** What must be filled in and what is filled in; the rest is offered. */
export function GroupField({
  path,
  members,
}: Pick<FieldProps, 'path'> & { readonly members: readonly Member[] }): ReactNode {
  const value = useAt(path);
  const parent = parentName(path);
  const design = useDesign();
  const readOnly = useReadOnly();
  const filled = isGroup(value) ? value : {};
  const shown = members.filter(({ name, required }) => required || Object.hasOwn(filled, name));
  const more = members.filter((member) => !shown.includes(member));
  return (
    <Stack gap="sm">
      <Problem path={path} />
      {shown.map(({ name, schema }) => {
        const { label, hint } = wordsOf(parent, name);
        return <Labelled key={name} schema={schema} path={[...path, name]} label={label} hint={hint} />;
      })}
      {more.length === 0 || readOnly ? null : (
        <Menu position="bottom-start" withinPortal>
          <Menu.Target>
            <Button
              size="compact-xs"
              variant="subtle"
              w="fit-content"
              leftSection={<IconPlus size={13} aria-hidden />}
            >
              More
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {more.map(({ name, schema }) => (
              <Menu.Item
                key={name}
                onClick={() => design.set([...path, name], blank(schema), wordsOf(parent, name).label)}
              >
                {wordsOf(parent, name).label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </Stack>
  );
}

/** Inputs say their own label; what consists of several fields stands under a heading of its own. */
export function Labelled(props: FieldProps): ReactNode {
  const { kind } = shapeOf(props.schema);
  if (kind === 'constant') return null;
  if (kind !== 'group' && kind !== 'variants' && kind !== 'record' && kind !== 'list')
    return <Field {...props} />;
  return (
    <div role="group" aria-label={props.label} className="us-nested">
      <Text size="sm" fw={550}>
        {props.label}
      </Text>
      {props.hint === undefined ? null : (
        <Text size="xs" c="dimmed">
          {props.hint}
        </Text>
      )}
      <Field {...props} />
    </div>
  );
}

export function Problem({ path }: { readonly path: Path }): ReactNode {
  const problem = useProblemAt(path);
  if (problem === null) return null;
  return (
    <Text id={fieldId(path)} tabIndex={-1} size="xs" c="var(--mantine-color-error)">
      {problem}
    </Text>
  );
}

function VariantsField({
  path,
  variants,
}: Pick<FieldProps, 'path'> & { readonly variants: readonly Variant[] }): ReactNode {
  const value = useAt(path);
  const design = useDesign();
  const readOnly = useReadOnly();
  const current = variantOf(variants, value);
  if (current === undefined) return null;
  const shape = shapeOf(current.schema);
  const key =
    isGroup(value) && 'type' in value ? 'type' : isGroup(value) && 'kind' in value ? 'kind' : 'step';
  const become = (id: string | null): void => {
    const next = variants.find((variant) => variant.id === id);
    if (next !== undefined) design.set(path, keeping(value, next.schema), 'Kind');
  };
  return (
    <Stack gap="sm">
      <Select
        size="sm"
        label="Kind"
        readOnly={readOnly}
        data={variants.map(({ id }) => ({ value: id, label: optionWords(key, id) }))}
        value={current.id}
        allowDeselect={false}
        onChange={become}
      />
      {shape.kind === 'group' ? <GroupField path={path} members={shape.members} /> : null}
    </Stack>
  );
}

/** As another kind, with the fields that both have. */
function keeping(value: Json | undefined, schema: Schema): Json {
  const fresh = blank(schema);
  const shape = shapeOf(schema);
  if (!isGroup(value) || !isGroup(fresh) || shape.kind !== 'group') return fresh;
  const kept = shape.members.flatMap(({ name, schema: member }): [string, Json][] => {
    const old = value[name];
    return old === undefined || shapeOf(member).kind === 'constant' ? [] : [[name, old]];
  });
  return { ...fresh, ...Object.fromEntries(kept) };
}

export function ListField({
  path,
  label,
  item,
  orOne,
}: InputProps & { readonly item: Schema; readonly orOne: boolean }): ReactNode {
  const value = useAt(path);
  const design = useDesign();
  const readOnly = useReadOnly();
  const list = isList(value) ? value : value === undefined ? [] : [value];
  const place = parentName(path);
  // A single one without its list is edited as it stands.
  const alone = orOne && !isList(value) && value !== undefined;
  const pathOf = (index: number): Path => (alone ? path : [...path, index]);
  const change = (next: (document: Json) => Json): void => design.change(label, next);
  return (
    <Stack gap={6}>
      {alone ? null : <Problem path={path} />}
      {list.map((one, i) => (
        <Fold
          key={i}
          path={pathOf(i)}
          {...summaryOf(one, place, i)}
          initiallyOpen={list.length === 1}
          actions={
            alone
              ? {}
              : {
                  up: i === 0 ? undefined : () => change((now) => moved(now, path, i, -1)),
                  down: i === list.length - 1 ? undefined : () => change((now) => moved(now, path, i, 1)),
                  copy: () => change((now) => inserted(now, path, copyOf(one, list), i)),
                  remove: () => change((now) => withValue(now, [...path, i], undefined)),
                }
          }
        >
          <Field schema={item} path={pathOf(i)} label={label} />
        </Fold>
      ))}
      {readOnly ? null : (
        <Group>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() =>
              change((now) =>
                alone
                  ? withValue(now, path, [at(now, path) ?? blank(item), blank(item)])
                  : inserted(now, path, blank(item)),
              )
            }
          >
            Add to {label.toLowerCase()}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** Names differ within a list. */
export function copyOf(one: Json, list: readonly Json[]): Json {
  if (!isGroup(one) || typeof one.id !== 'string') return one;
  return {
    ...one,
    id: freeName(
      one.id,
      list.flatMap((other) => [textAt(other, ['id'])]),
    ),
  };
}

export function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  const stem = wanted.replace(/_\d+$/, '');
  for (let n = 2; ; n += 1) if (!taken.includes(`${stem}_${String(n)}`)) return `${stem}_${String(n)}`;
}
