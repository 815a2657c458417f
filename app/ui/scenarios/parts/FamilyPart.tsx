/** One kind of case: a picture of how it goes, the same as a list, and the form of the part that is chosen. */
import { Button, Group, SegmentedControl, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { at, groupAt, inserted, listAt, moved, textAt, withValue, type Path } from '../document/tree.ts';
import { useDesign, useDocument, useProblems, useReadOnly, useVocabulary } from '../forms/context.tsx';
import { copyOf } from '../forms/Field.tsx';
import type { Place } from '../place.ts';
import { Cases } from './Cases.tsx';
import { FlowCanvas } from './FlowCanvas.tsx';
import { flowOf, nodes, type FlowNode, type NodeName } from './flow.ts';
import { Rehearse } from './Rehearse.tsx';
import { At, Section } from './Section.tsx';

export function FamilyPart({ place }: { readonly place: Place }): ReactNode {
  const document = useDocument();
  const vocabulary = useVocabulary();
  const problems = useProblems();
  const path: Path = ['families', place.family];
  const family = at(document, path);
  if (family === undefined) return null;
  const wanted = place.params.get('node');
  const node = nodes.find((one) => one === wanted) ?? 'user';
  const flow = flowOf(document, place.family, vocabulary, problems);
  const go = (next: NodeName, inside?: Path): void =>
    place.go('family', {
      family: String(place.family),
      node: next,
      ...(inside === undefined ? {} : { at: JSON.stringify(inside) }),
    });
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Section title={textAt(family, ['title']) || 'A kind of case'} lead={textAt(family, ['description'])}>
          {null}
        </Section>
        <FamilyActions place={place} />
      </Group>
      <FlowCanvas flow={flow} chosen={node} choose={({ name, at: inside }) => go(name, inside)} />
      <FlowList flow={flow} chosen={node} choose={go} />
      <Form node={node} path={path} place={place} />
    </Stack>
  );
}

/** Everything that the picture shows and can do, for those who do not use it. */
function FlowList({
  flow,
  chosen,
  choose,
}: {
  readonly flow: readonly FlowNode[];
  readonly chosen: NodeName;
  readonly choose: (name: NodeName) => void;
}): ReactNode {
  const steps = flow.filter(({ name }, i) => flow.findIndex((one) => one.name === name) === i);
  return (
    <SegmentedControl
      aria-label="Part of this kind of case"
      size="sm"
      value={chosen}
      onChange={(value) => {
        const name = nodes.find((one) => one === value);
        if (name !== undefined) choose(name);
      }}
      data={[
        ...steps.map(({ name, label }) => ({
          value: name,
          label: name === 'cases' ? 'What is right' : label,
        })),
        { value: 'play', label: 'Rehearse' },
      ]}
    />
  );
}

function Form({
  node,
  path,
  place,
}: {
  readonly node: NodeName;
  readonly path: Path;
  readonly place: Place;
}): ReactNode {
  const document = useDocument();
  const family = groupAt(document, path);
  const has = (name: string): boolean => name in family;
  switch (node) {
    case 'about':
      return (
        <Stack gap="md" maw={720}>
          <At path={[...path, 'title']} />
          <At path={[...path, 'description']} />
          <At path={[...path, 'id']} />
          <At path={[...path, 'split']} />
          <At path={[...path, 'mode']} />
        </Stack>
      );
    case 'situation':
      return (
        <Stack gap="xl" maw={820}>
          <Section
            title="What varies here"
            lead="In place of what the pack shares, or beside it. Later ones can build on earlier ones."
          >
            <At path={[...path, 'variables']} bare />
          </Section>
          <Section title="Rows of its own" lead="Written after those that all kinds of case share.">
            <At path={[...path, 'opening']} bare />
          </Section>
        </Stack>
      );
    case 'user':
      return (
        <Stack maw={820}>
          <Section
            title="The user"
            lead="What this person wants, knows and can do. How a person talks is set under People."
          >
            <At path={[...path, 'user']} bare />
          </Section>
        </Stack>
      );
    case 'cases':
      return <Cases path={path} place={place} />;
    case 'end':
      return (
        <Stack gap="xl" maw={820}>
          <Section title="When it is over" lead="The user sees the case as settled in these states.">
            {has('settled') ? <At path={[...path, 'settled']} /> : <At path={['settled']} />}
          </Section>
          <Section title="Must not reach the user">
            <At path={[...path, 'confidential']} />
          </Section>
        </Stack>
      );
    case 'play':
      return <Rehearse family={textAt(family, ['id'])} />;
  }
}

function FamilyActions({ place }: { readonly place: Place }): ReactNode {
  const design = useDesign();
  const document = useDocument();
  const readOnly = useReadOnly();
  const families = listAt(document, ['families']);
  const index = place.family;
  const one = families[index];
  if (readOnly || one === undefined) return null;
  const show = (next: number): void => place.go('family', { family: String(next) });
  return (
    <Group gap="xs" wrap="nowrap">
      <Button
        size="compact-sm"
        variant="default"
        disabled={index === 0}
        onClick={() => {
          design.change('Order of kinds', (now) => moved(now, ['families'], index, -1));
          show(index - 1);
        }}
      >
        Move up
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          design.change('Duplicate a kind', (now) =>
            inserted(now, ['families'], copyOf(one, families), index),
          );
          show(index + 1);
        }}
      >
        Duplicate
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        disabled={families.length < 2}
        onClick={() => {
          design.change('Remove a kind', (now) => withValue(now, ['families', index], undefined));
          show(Math.max(0, index - 1));
        }}
      >
        Remove
      </Button>
    </Group>
  );
}
