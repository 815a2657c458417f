/** Who asks: sliders for each persona, and beside them how that person talks. */
import { Button, Group, Select, Slider, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { at, inserted, isGroup, listAt, textAt, withValue, type Path } from '../document/tree.ts';
import { useAt, useDesign, useDocument, useReadOnly } from '../forms/context.tsx';
import { copyOf, Problem } from '../forms/Field.tsx';
import { api } from '../../shell/connection.ts';
import { useTryOut } from '../try-out.ts';
import { At, Section } from './Section.tsx';
import { TryOutBox } from './TryOutBox.tsx';

interface Trait {
  readonly name: string;
  readonly label: string;
  readonly low: string;
  readonly high: string;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly usual: number;
}

const share = { from: 0, to: 1, step: 0.05 };

const TRAITS: readonly Trait[] = [
  {
    name: 'patience',
    label: 'Patience',
    low: 'leaves soon',
    high: 'stays long',
    from: 1,
    to: 20,
    step: 1,
    usual: 4,
  },
  {
    name: 'mood',
    label: 'Mood at the start',
    low: 'furious',
    high: 'delighted',
    from: -1,
    to: 1,
    step: 0.1,
    usual: 0,
  },
  { name: 'forthcoming', label: 'Says things unasked', low: 'never', high: 'always', ...share, usual: 0.3 },
  {
    name: 'terse',
    label: 'One thing at a time',
    low: 'answers all',
    high: 'one by one',
    ...share,
    usual: 0.2,
  },
  { name: 'verbosity', label: 'Small talk', low: 'none', high: 'a lot', ...share, usual: 0 },
  { name: 'literacy', label: 'Writes cleanly', low: 'many slips', high: 'cleanly', ...share, usual: 1 },
  { name: 'honesty', label: 'Honest', low: 'often lies', high: 'never lies', ...share, usual: 1 },
  { name: 'forgetful', label: 'Forgets', low: 'nothing', high: 'often', ...share, usual: 0 },
  { name: 'interrupts', label: 'Asks back', low: 'never', high: 'often', ...share, usual: 0 },
  { name: 'panic', label: 'Panics when annoyed', low: 'never', high: 'always', ...share, usual: 0 },
  { name: 'repetition', label: 'Repeats the wish', low: 'never', high: 'often', ...share, usual: 0 },
  {
    name: 'mood_drop',
    label: 'Annoyed by what gets nowhere',
    low: 'not at all',
    high: 'at once',
    ...share,
    usual: 0.2,
  },
  { name: 'mood_gain', label: 'Cheered by what helps', low: 'not at all', high: 'a lot', ...share, usual: 0 },
];

export function People(): ReactNode {
  const document = useDocument();
  const design = useDesign();
  const readOnly = useReadOnly();
  const personas = listAt(document, ['personas']);
  const [wanted, setWanted] = useState(0);
  const chosen = Math.min(wanted, personas.length - 1);
  const add = (): void => {
    const one = personas[chosen];
    if (one === undefined) return;
    design.change('A new persona', (now) => inserted(now, ['personas'], copyOf(one, personas)));
    setWanted(personas.length);
  };
  const remove = (): void => {
    design.change('Remove a persona', (now) => withValue(now, ['personas', chosen], undefined));
    setWanted(0);
  };
  return (
    <div className="us-beside">
      <Stack gap="lg">
        <Section
          title="People"
          lead="The same request sounds and goes differently from person to person. Tasks take turns through them."
        >
          <Problem path={['personas']} />
          <Group gap="xs" role="group" aria-label="Personas">
            {personas.map((persona, i) => (
              <UnstyledButton
                key={i}
                className="us-chip"
                data-chosen={i === chosen}
                aria-pressed={i === chosen}
                onClick={() => setWanted(i)}
              >
                {textAt(persona, ['id'])}
              </UnstyledButton>
            ))}
            {readOnly ? null : (
              <Button
                size="compact-sm"
                variant="subtle"
                leftSection={<IconPlus size={14} aria-hidden />}
                onClick={add}
              >
                Another
              </Button>
            )}
          </Group>
        </Section>
        {chosen < 0 ? null : <PersonaForm key={chosen} path={['personas', chosen]} />}
        {readOnly || personas.length < 2 ? null : (
          <Button size="compact-sm" variant="subtle" color="gray" w="fit-content" onClick={remove}>
            Remove this persona
          </Button>
        )}
      </Stack>
      <Voice persona={textAt(personas[chosen], ['id'])} />
    </div>
  );
}

function PersonaForm({ path }: { readonly path: Path }): ReactNode {
  const document = useDocument();
  return (
    <Stack gap="md" maw={560}>
      <Problem path={path} />
      <At path={[...path, 'id']} />
      {TRAITS.map((trait) => (
        <TraitSlider key={trait.name} path={[...path, trait.name]} trait={trait} />
      ))}
      <At path={[...path, 'language']} />
      {at(document, [...path, 'when']) === undefined ? null : <At path={[...path, 'when']} />}
    </Stack>
  );
}

function TraitSlider({ path, trait }: { readonly path: Path; readonly trait: Trait }): ReactNode {
  const design = useDesign();
  const readOnly = useReadOnly();
  const value = useAt(path);
  const shown = typeof value === 'number' ? value : trait.usual;
  return (
    <div>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={500}>
          {trait.label}
        </Text>
        <Text size="sm" c="dimmed" className="us-number">
          {shown}
        </Text>
      </Group>
      <Slider
        size="sm"
        label={null}
        thumbLabel={trait.label}
        thumbProps={{ 'aria-valuetext': `${String(shown)}, from ${trait.low} to ${trait.high}` }}
        disabled={readOnly}
        min={trait.from}
        max={trait.to}
        step={trait.step}
        value={shown}
        onChange={(next) => design.set(path, Math.round(next * 100) / 100, trait.label)}
      />
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {trait.low}
        </Text>
        <Text size="xs" c="dimmed">
          {trait.high}
        </Text>
      </Group>
      <Problem path={path} />
    </div>
  );
}

const DRAWS = 2;

function Voice({ persona }: { readonly persona: string }): ReactNode {
  const document = useDocument();
  const families = listAt(document, ['families']).filter(isGroup);
  const [wanted, setWanted] = useState<string | null>(null);
  const ids = families.map((family) => textAt(family, ['id']));
  const family = wanted !== null && ids.includes(wanted) ? wanted : (ids[0] ?? '');
  const state = useTryOut(['voice', persona, family], async (draft, signal) =>
    api.designer.voice({ document: draft, family, persona, draws: DRAWS }, { signal }),
  );
  return (
    <TryOutBox
      title={`How ${persona} talks`}
      state={state}
      controls={
        <Select
          size="xs"
          aria-label="Kind of case"
          data={families.map((one) => ({ value: textAt(one, ['id']), label: textAt(one, ['title']) }))}
          value={family}
          allowDeselect={false}
          onChange={setWanted}
        />
      }
    >
      {(conversations) => (
        <Stack gap="md">
          {conversations.map((lines, i) => (
            <Stack key={i} gap={6}>
              {i === 0 ? null : (
                <Text size="xs" c="dimmed">
                  Another time
                </Text>
              )}
              {lines.map((line, n) => (
                <div key={n} className="us-line" data-who={line.who}>
                  <Text size="sm">{line.text}</Text>
                </div>
              ))}
            </Stack>
          ))}
        </Stack>
      )}
    </TryOutBox>
  );
}
