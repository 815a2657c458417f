/** A component of a reward in plain words, with its weight, whether it must be met, and the rest folded away. */
import { Group, NumberInput, Switch, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { percent } from '../../parts/format.ts';
import { inserted, isGroup, listAt, moved, textAt, textsAt, withValue, type Path } from '../document/tree.ts';
import { useDesign, useDocument, useReadOnly, useRootSchema } from '../forms/context.tsx';
import { copyOf, Field, Problem } from '../forms/Field.tsx';
import { Fold } from '../forms/Fold.tsx';
import { schemaAt, shapeOf, variantOf } from '../forms/schema.ts';
import { optionWords } from '../forms/words.ts';
import type { Json } from '@understudy/host/contract';

export function ComponentCard({
  path: list,
  index,
  share,
}: {
  readonly path: Path;
  readonly index: number;
  /** Of what is weighed; null for what must be met. */
  readonly share: number | null;
}): ReactNode {
  const design = useDesign();
  const document = useDocument();
  const readOnly = useReadOnly();
  const root = useRootSchema();
  const path = [...list, index];
  const all = listAt(document, list);
  const value = all[index] ?? null;
  const gate = isGroup(value) && value.gate === true;
  const schema = schemaAt(root, document, path);
  const shape = shapeOf(schema);
  const own = shape.kind === 'variants' ? variantOf(shape.variants, value)?.schema : undefined;
  const change = (next: (now: Json) => Json): void => design.change('Reward', next);
  return (
    <Fold
      path={path}
      title={headline(value)}
      note={
        share === null ? textAt(value, ['id']) : `${textAt(value, ['id'])}, ${percent(share)} of the score`
      }
      actions={{
        up: index === 0 ? undefined : () => change((now) => moved(now, list, index, -1)),
        down: index === all.length - 1 ? undefined : () => change((now) => moved(now, list, index, 1)),
        copy: () => change((now) => inserted(now, list, copyOf(value, all), index)),
        remove: () => change((now) => withValue(now, path, undefined)),
      }}
    >
      <Text size="sm" c="dimmed" mb="xs">
        {meaning(value)}
      </Text>
      <Group gap="lg" mb="sm" align="flex-end">
        <Switch
          size="sm"
          label="Must be met"
          disabled={readOnly || ['judge', 'reward_model'].includes(textAt(value, ['kind']))}
          checked={gate}
          onChange={(event) => design.set([...path, 'gate'], event.currentTarget.checked, 'Must be met')}
        />
        {gate ? null : (
          <NumberInput
            size="sm"
            w={120}
            label="Weight"
            min={0}
            step={0.5}
            readOnly={readOnly}
            value={isGroup(value) && typeof value.weight === 'number' ? value.weight : 1}
            onChange={(next) =>
              design.set([...path, 'weight'], typeof next === 'number' ? next : null, 'Weight')
            }
          />
        )}
      </Group>
      <Problem path={[...path, 'gate']} />
      <Problem path={[...path, 'weight']} />
      {own === undefined ? null : (
        <Field schema={own} path={path} label="Component" without={['kind', 'weight', 'gate']} />
      )}
    </Fold>
  );
}

function headline(component: Json): string {
  const kind = textAt(component, ['kind']);
  const rule = isGroup(component) ? component.rule : undefined;
  const type = textAt(rule, ['type']);
  if (type === 'order') {
    const first = isGroup(rule) ? rule.first : undefined;
    const one = typeof first === 'string' ? first : textsAt(rule, ['first']).join(' or ');
    return `First ${one}, then the rest`;
  }
  return type === '' ? optionWords('kind', kind) : sentence(optionWords('type', type));
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const MEANINGS: Readonly<Record<string, string>> = {
  goal_state: 'Everything that the right solution changes in the systems is changed at the end.',
  collateral: 'Nothing is changed beyond that.',
  communicated: 'The user was told what the case says must be told.',
  sql_assertion: 'A question to the systems at the end, with the answer that must come.',
  process: 'The way there: what was called, and in which order.',
  business_rule: 'The words of the agent: what it must say, must not say, and how.',
  confidentiality: 'No personal data of others reached the user.',
  kpi: 'A figure of the trade, from nothing at its worst to everything at its target.',
  judge:
    'A language model answers questions about the conversation with yes or no. It weighs, it never decides alone.',
};

function meaning(component: Json): string {
  return MEANINGS[textAt(component, ['kind'])] ?? '';
}
