/** How an episode is judged: its components as cards, and beside them what an agent earns that does not even try. */
import { Button, Group, Menu, Select, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Json } from '@understudy/host/contract';
import { at, inserted, isGroup, isList, listAt, textAt, type Path } from '../document/tree.ts';
import { useDesign, useDocument, useReadOnly, useRootSchema } from '../forms/context.tsx';
import { freeName, Problem } from '../forms/Field.tsx';
import { blank, schemaAt, shapeOf, type Variant } from '../forms/schema.ts';
import { optionWords } from '../forms/words.ts';
import { Audited } from './Audited.tsx';
import { ComponentCard } from './ComponentCard.tsx';
import { Section } from './Section.tsx';

const WHOLE = 'pack';

export function Reward(): ReactNode {
  const document = useDocument();
  const [scope, setScope] = useState(WHOLE);
  const families = listAt(document, ['families']);
  const index = families.findIndex((one) => textAt(one, ['id']) === scope);
  const path: Path = index === -1 ? ['reward'] : ['families', index, 'reward'];
  const own = isList(at(document, path));
  return (
    <div className="us-beside">
      <Stack gap="lg">
        <Section
          title="Reward"
          lead="What must be met decides whether an episode earns anything. The rest is weighed: 1 is everything, 0 is nothing."
        >
          <Select
            size="sm"
            label="For"
            maw={420}
            data={[
              { value: WHOLE, label: 'all kinds of case' },
              ...families.map((one, i) => ({
                value: textAt(one, ['id']),
                label: `${textAt(one, ['title'])}${isList(at(document, ['families', i, 'reward'])) ? ' (its own)' : ''}`,
              })),
            ]}
            value={index === -1 ? WHOLE : scope}
            allowDeselect={false}
            onChange={(next) => setScope(next ?? WHOLE)}
          />
        </Section>
        {own ? <Components path={path} /> : <Shared path={path} />}
      </Stack>
      <Audited family={index === -1 ? null : scope} />
    </div>
  );
}

function Shared({ path }: { readonly path: Path }): ReactNode {
  const design = useDesign();
  const readOnly = useReadOnly();
  const shared = at(useDocument(), ['reward']) ?? [];
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">This kind of case is judged like all others.</Text>
      {readOnly ? null : (
        <Button variant="default" size="xs" onClick={() => design.set(path, shared, 'A reward of its own')}>
          Give it a reward of its own
        </Button>
      )}
    </Stack>
  );
}

function Components({ path }: { readonly path: Path }): ReactNode {
  const document = useDocument();
  const design = useDesign();
  const readOnly = useReadOnly();
  const root = useRootSchema();
  const components = listAt(document, path);
  const shape = shapeOf(schemaAt(root, document, path));
  const item = shape.kind === 'list' ? shapeOf(shape.item) : null;
  const variants: readonly Variant[] = item?.kind === 'variants' ? item.variants : [];
  const add = ({ id, schema }: Variant): void => {
    const name = freeName(
      id,
      components.map((one) => textAt(one, ['id'])),
    );
    const fresh = blank(schema);
    const component: Json = isGroup(fresh) ? { ...fresh, id: name } : fresh;
    design.change('A new component', (now) => inserted(now, path, component));
  };
  const gates = components.filter(isGate);
  const rest = components.filter((one) => !isGate(one));
  const total = rest.reduce<number>((sum, one) => sum + weightOf(one), 0);
  const indices = new Map(components.map((one, i) => [one, i]));
  const card = (one: Json): ReactNode => {
    const index = indices.get(one) ?? 0;
    const share = isGate(one) || total === 0 ? null : weightOf(one) / total;
    return <ComponentCard key={index} path={path} index={index} share={share} />;
  };
  return (
    <Stack gap="md">
      <Problem path={path} />
      <Text size="sm" fw={600}>
        Must be met
      </Text>
      {gates.length === 0 ? (
        <Text size="sm" className="us-warn">
          Nothing must be met, so an agent that does nothing may earn something.
        </Text>
      ) : null}
      {gates.map(card)}
      <Text size="sm" fw={600} mt="sm">
        Weighed
      </Text>
      {rest.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing: whoever meets all of the above earns 1.
        </Text>
      ) : null}
      {rest.map(card)}
      {readOnly ? null : (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button
              size="compact-sm"
              variant="subtle"
              w="fit-content"
              leftSection={<IconPlus size={14} aria-hidden />}
            >
              Add a component
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {variants.map((variant) => (
              <Menu.Item key={variant.id} onClick={() => add(variant)}>
                {optionWords('kind', variant.id)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {readOnly || path[0] !== 'families' ? null : (
        <Group>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={() => design.set(path, undefined, 'The pack’s reward')}
          >
            Judge it like all others
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function isGate(component: Json): boolean {
  return isGroup(component) && component.gate === true;
}

function weightOf(component: Json): number {
  return isGroup(component) && typeof component.weight === 'number' ? component.weight : 1;
}
