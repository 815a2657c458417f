/** The small inputs of the forms: text, number, choice, value, list of values, wordings. Each is bound to a place of the document. */
import { Autocomplete, NumberInput, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Json } from '@understudy/host/contract';
import { same } from '../document/changes.ts';
import { isList, textsAt, type Path } from '../document/tree.ts';
import { useAt, useDesign, useKnown, useProblemAt, useReadOnly } from './context.tsx';
import { suggestionsAt } from './suggest.ts';
import { optionWords } from './words.ts';

export interface InputProps {
  readonly path: Path;
  readonly label: string;
  readonly hint?: string | undefined;
}

/** The id of the input at a path: where a problem leads to. */
export function fieldId(path: Path): string {
  return `field-${path.join('/')}`;
}

function useInput({ path, label, hint }: InputProps): {
  readonly shared: {
    readonly id: string;
    readonly label: string;
    readonly description: string | undefined;
    readonly error: string | null;
    readonly size: 'sm';
    readonly readOnly: boolean;
  };
  readonly value: Json | undefined;
  readonly set: (value: Json | undefined) => void;
} {
  const design = useDesign();
  const value = useAt(path);
  const error = useProblemAt(path);
  const readOnly = useReadOnly();
  return {
    shared: { id: fieldId(path), label, description: hint, error, size: 'sm', readOnly },
    value,
    set: (next) => design.set(path, next, label),
  };
}

/** More than a line is a text area. */
const LINE = 60;

export function TextField({
  longest,
  ...props
}: InputProps & { readonly longest?: number | null }): ReactNode {
  const { shared, value, set } = useInput(props);
  const text = typeof value === 'string' ? value : '';
  const known = useKnown();
  const suggestions = suggestionsAt(known, props.path);
  if (suggestions.length > 0)
    return (
      <Autocomplete {...shared} data={[...new Set(suggestions)]} value={text} onChange={set} limit={40} />
    );
  if (text.length > LINE || (longest ?? 0) > 300 || LONG.has(String(props.path.at(-1))))
    return (
      <Textarea
        {...shared}
        autosize
        minRows={2}
        maxRows={12}
        value={text}
        onChange={(e) => set(e.currentTarget.value)}
      />
    );
  return <TextInput {...shared} value={text} onChange={(e) => set(e.currentTarget.value)} />;
}

const LONG = new Set(['description', 'query', 'sql', 'role']);

export function NumberField({
  whole,
  min,
  max,
  ...props
}: InputProps & {
  readonly whole: boolean;
  readonly min: number | null;
  readonly max: number | null;
}): ReactNode {
  const { shared, value, set } = useInput(props);
  const share = !whole && min === 0 && max !== null && max <= 1;
  return (
    <NumberInput
      {...shared}
      clampBehavior="none"
      allowDecimal={!whole}
      step={share ? 0.1 : 1}
      {...(min === null ? {} : { min })}
      {...(max === null ? {} : { max })}
      value={typeof value === 'number' ? value : ''}
      // What is no number is nothing: the problem that this is stands below the field.
      onChange={(next) => set(typeof next === 'number' ? next : null)}
    />
  );
}

export function SwitchField(props: InputProps): ReactNode {
  const { shared, value, set } = useInput(props);
  const { readOnly, ...rest } = shared;
  return (
    <Switch
      {...rest}
      disabled={readOnly}
      checked={value === true}
      onChange={(e) => set(e.currentTarget.checked)}
    />
  );
}

export function OptionField({
  values,
  ...props
}: InputProps & { readonly values: readonly string[] }): ReactNode {
  const { shared, value, set } = useInput(props);
  const name = String(props.path.at(-1));
  return (
    <Select
      {...shared}
      data={values.map((one) => ({ value: one, label: optionWords(name, one) }))}
      value={typeof value === 'string' ? value : null}
      allowDeselect={false}
      onChange={(next) => set(next ?? undefined)}
    />
  );
}

/** A canonical number is a number; nothing is nothing; anything else is text, and `$name` refers to a variable. */
export function cellOf(text: string): Json {
  if (text === '') return null;
  return String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}

export function cellText(value: Json | undefined): string {
  return value === null || value === undefined
    ? ''
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}

export function CellField(props: InputProps): ReactNode {
  const { shared, value, set } = useInput(props);
  const known = useKnown();
  const [typed, setTyped] = useState<string | null>(null);
  // While somebody types `1.` it is no number yet, but it must not vanish under the cursor.
  const text = typed !== null && same(cellOf(typed), value ?? null) ? typed : cellText(value);
  return (
    <Autocomplete
      {...shared}
      data={[...new Set(suggestionsAt(known, props.path))]}
      limit={40}
      value={text}
      placeholder="nothing"
      onChange={(next) => {
        setTyped(next);
        set(cellOf(next));
      }}
    />
  );
}

export function ValuesField({
  whole,
  orOne,
  options,
  ...props
}: InputProps & {
  readonly whole: boolean;
  readonly orOne: boolean;
  readonly options: readonly string[];
}): ReactNode {
  const { shared, value, set } = useInput(props);
  const known = useKnown();
  const list = isList(value) ? value : value === undefined || value === '' ? [] : [value];
  const suggestions = options.length > 0 ? options : suggestionsAt(known, props.path);
  const texts = list.map(cellText);
  // A value that was there keeps its kind: "5.00" stays a text beside 5.
  const cell = (text: string): Json =>
    list[texts.indexOf(text)] ?? (whole ? cellOf(text) : textOrCell(text, list));
  return (
    <TagsInput
      {...shared}
      data={[...new Set(suggestions)]}
      limit={60}
      value={texts}
      allowDuplicates
      splitChars={[]}
      placeholder={shared.readOnly ? '' : 'Add, then press Enter'}
      onChange={(next) => {
        const cells = next.map(cell);
        const [only] = cells;
        set(orOne && cells.length === 1 && only !== undefined ? only : cells);
      }}
    />
  );
}

function textOrCell(text: string, list: readonly Json[]): Json {
  return list.some((one) => typeof one === 'number') ? cellOf(text) : text;
}

export function WordingsField({ path, label, hint }: InputProps): ReactNode {
  return (
    <>
      <LinesField path={[...path, 'train']} label={label} hint={hint ?? 'One way to say it a line.'} />
      <LinesField
        path={[...path, 'heldout']}
        label={`${label}, held out`}
        hint="Other words for the same: they are never trained on."
      />
    </>
  );
}

/** One text a line. */
export function LinesField(props: InputProps): ReactNode {
  const { shared, value, set } = useInput(props);
  const { path } = props;
  const below = useLineProblem(path, textsAt(value, []).length);
  const [typed, setTyped] = useState<string | null>(null);
  const texts = textsAt(value, []);
  const shown = typed !== null && same(linesOf(typed), [...texts]) ? typed : texts.join('\n');
  return (
    <Textarea
      {...shared}
      error={shared.error ?? below}
      autosize
      minRows={3}
      maxRows={10}
      value={shown}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        set(linesOf(event.currentTarget.value));
      }}
    />
  );
}

function useLineProblem(path: Path, lines: number): string | null {
  const first = useProblemAt([...path, 0]);
  const last = useProblemAt([...path, Math.max(0, lines - 1)]);
  const second = useProblemAt([...path, 1]);
  return first ?? second ?? last;
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
