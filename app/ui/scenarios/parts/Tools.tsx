/** What the agent can do: the tools it is offered, those that only distract, and what goes wrong with calls. */
import { ActionIcon, Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { ToolWords } from '@understudy/host/contract';
import { at, groupAt, moved, textsAt } from '../document/tree.ts';
import { useDesign, useDocument, useReadOnly, useVocabulary } from '../forms/context.tsx';
import { Problem } from '../forms/Field.tsx';
import { At, Section } from './Section.tsx';

export function Tools(): ReactNode {
  const document = useDocument();
  const design = useDesign();
  const readOnly = useReadOnly();
  const faults = at(document, ['faults']);
  return (
    <Stack gap="xl" maw={820}>
      <Section
        title="Tools"
        lead="What the agent is offered. The more there is to choose from, the harder the tasks."
      >
        <Problem path={['tools']} />
        <Chosen />
        <ToolSearch />
      </Section>
      <Section
        title="Faults"
        lead="Real systems time out, refuse and answer late. Drawn anew in every episode; recovering costs the agent nothing."
      >
        {faults === undefined ? (
          <Group>
            <Text size="sm" c="dimmed">
              Nothing goes wrong.
            </Text>
            {readOnly ? null : (
              <Button
                size="compact-xs"
                variant="subtle"
                leftSection={<IconPlus size={13} aria-hidden />}
                onClick={() => design.set(['faults'], { timeouts: { probability: 0.1 } }, 'Faults')}
              >
                Let something go wrong
              </Button>
            )}
          </Group>
        ) : (
          <>
            <At path={['faults']} bare />
            {readOnly ? null : (
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                w="fit-content"
                onClick={() => design.set(['faults'], undefined, 'No faults')}
              >
                Let nothing go wrong
              </Button>
            )}
          </>
        )}
      </Section>
    </Stack>
  );
}

function useTools(): readonly ToolWords[] {
  const used = textsAt(useDocument(), ['systems']);
  return useVocabulary().systems.flatMap(({ id, tools }) =>
    used.includes(id) ? tools.filter(({ by }) => by === 'agent') : [],
  );
}

function Chosen(): ReactNode {
  const document = useDocument();
  const design = useDesign();
  const readOnly = useReadOnly();
  const known = useTools();
  const tools = textsAt(document, ['tools']);
  return (
    <ol className="us-tool-list">
      {tools.map((name, i) => (
        <li key={name}>
          <Group gap="xs" wrap="nowrap">
            <div style={{ flex: 1, minWidth: 0 }}>
              <Text size="sm" fw={550}>
                {name}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {known.find((tool) => tool.name === name)?.description ??
                  'The systems of this pack do not have it.'}
              </Text>
              <Problem path={['tools', i]} />
            </div>
            {readOnly ? null : (
              <Group gap={0} wrap="nowrap">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  style={i === 0 ? { visibility: 'hidden' } : undefined}
                  aria-label={`Move ${name} up`}
                  onClick={() => design.change('Tools', (now) => moved(now, ['tools'], i, -1))}
                >
                  <IconArrowUp size={15} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  style={i === tools.length - 1 ? { visibility: 'hidden' } : undefined}
                  aria-label={`Move ${name} down`}
                  onClick={() => design.change('Tools', (now) => moved(now, ['tools'], i, 1))}
                >
                  <IconArrowDown size={15} />
                </ActionIcon>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  color="gray"
                  aria-label={`Take out ${name}`}
                  onClick={() => design.set(['tools'], tools.toSpliced(i, 1), 'Tools')}
                >
                  Take out
                </Button>
              </Group>
            )}
          </Group>
        </li>
      ))}
    </ol>
  );
}

/** As many as can be read at once. */
const SHOWN = 12;

function ToolSearch(): ReactNode {
  const document = useDocument();
  const design = useDesign();
  const readOnly = useReadOnly();
  const [wanted, setWanted] = useState('');
  const all = useTools();
  const tools = textsAt(document, ['tools']);
  const distractors = textsAt(document, ['distractors']);
  const words = wanted.toLowerCase().split(/\s+/);
  const found = all.filter(
    ({ name, description }) =>
      !tools.includes(name) && words.every((word) => `${name} ${description}`.toLowerCase().includes(word)),
  );
  const shown = [...found].sort(
    (a, b) => Number(distractors.includes(b.name)) - Number(distractors.includes(a.name)),
  );
  const toggle = (name: string, on: boolean): void =>
    design.set(
      ['distractors'],
      on ? [...distractors, name] : distractors.filter((one) => one !== name),
      'Distractors',
    );
  return (
    <div className="us-nested" role="group" aria-label="Other tools">
      <TextInput
        size="sm"
        label="Other tools of the systems"
        description="Offer one, or use it as a distractor: it is there too, but no right solution needs it."
        placeholder={`Search ${String(all.length)} tools`}
        leftSection={<IconSearch size={15} aria-hidden />}
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      {shown
        .slice(0, wanted === '' ? Math.max(distractors.length, 4) : SHOWN)
        .map(({ name, description }) => (
          <Group key={name} gap="xs" wrap="nowrap">
            <div style={{ flex: 1, minWidth: 0 }}>
              <Text size="sm">{name}</Text>
              <Text size="xs" c="dimmed" truncate>
                {description}
              </Text>
            </div>
            <Checkbox
              size="xs"
              label="distracts"
              disabled={readOnly}
              checked={distractors.includes(name)}
              aria-label={`${name} distracts`}
              onChange={(event) => toggle(name, event.currentTarget.checked)}
            />
            {readOnly || distractors.includes(name) ? null : (
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={`Offer ${name}`}
                onClick={() => design.set(['tools'], [...tools, name], 'Tools')}
              >
                Offer
              </Button>
            )}
          </Group>
        ))}
      {shown.length > SHOWN && wanted !== '' ? (
        <Text size="xs" c="dimmed">
          {shown.length - SHOWN} more: search for something closer.
        </Text>
      ) : null}
      {'distractors' in groupAt(document, []) ? <Problem path={['distractors']} /> : null}
    </div>
  );
}
