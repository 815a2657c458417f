/** The policy that the agent is told: its text, its clauses with what rests on each, its numbers, and what a change of them flips. */
import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Json, PackVersion } from '@understudy/host/contract';
import { isGroup, listAt, textAt, type Group as Fields } from '../document/tree.ts';
import { useDesign, useDocument, useProblemAt, useReadOnly } from '../forms/context.tsx';
import { fieldId } from '../forms/inputs.tsx';
import { clausesOf } from '../forms/suggest.ts';
import type { Place } from '../place.ts';
import { Flipped } from './Flipped.tsx';
import { At, Section } from './Section.tsx';
import { PolicyText } from './PolicyText.tsx';

export function Rules({
  place,
  newest,
}: {
  readonly place: Place;
  readonly newest: PackVersion | null;
}): ReactNode {
  return (
    <div className="us-beside">
      <Stack gap="xl">
        <Section
          title="Rules"
          lead="What the agent is told before it begins. Number the lines: each number is a clause that cases can rest on."
        >
          <Policy />
        </Section>
        <Section
          title="Numbers of the rules"
          lead="Write a number here once and use it as {name} in the text: then text, cases and checks change together."
        >
          <At path={['parameters']} bare />
        </Section>
        <Clauses place={place} />
      </Stack>
      <Flipped newest={newest} />
    </div>
  );
}

function Policy(): ReactNode {
  const design = useDesign();
  const readOnly = useReadOnly();
  const text = textAt(useDocument(), ['policy']);
  const problem = useProblemAt(['policy']);
  return (
    <PolicyText
      id={fieldId(['policy'])}
      text={text}
      problem={problem}
      readOnly={readOnly}
      change={(next) => design.set(['policy'], next, 'Policy')}
    />
  );
}

interface Resting {
  readonly family: number;
  readonly title: string;
  readonly way: string;
}

/** The cases that rest on a clause. */
export function restingOn(document: Json, clause: number): readonly Resting[] {
  return listAt(document, ['families']).flatMap((family, index) => {
    const title = textAt(family, ['title']);
    const cases = listAt(family, ['cases']).filter(isGroup);
    const all: readonly Fields[] = cases.length > 0 ? cases : isGroup(family) ? [family] : [];
    return all.flatMap((one) =>
      listAt(one, ['clauses']).includes(clause)
        ? [{ family: index, title, way: cases.length > 0 ? textAt(one, ['id']) : '' }]
        : [],
    );
  });
}

function Clauses({ place }: { readonly place: Place }): ReactNode {
  const document = useDocument();
  const clauses = clausesOf(textAt(document, ['policy']));
  const chosen = Number(place.params.get('clause'));
  return (
    <Section
      title="Clauses and what rests on them"
      lead="Each case names the clauses that make its solution right."
    >
      {clauses.length === 0 ? (
        <Text size="sm" c="dimmed">
          No line begins with a number yet, as in “1. Ask for the order number first.”
        </Text>
      ) : null}
      <Stack gap={2} component="ol" className="us-plain-list">
        {clauses.map(({ number, text }) => {
          const cases = restingOn(document, number);
          return (
            <li key={number} className="us-clause" data-chosen={number === chosen}>
              <Text size="sm" fw={650} w={20}>
                {number}
              </Text>
              <div style={{ flex: 1, minWidth: 0 }}>
                <Text size="sm">
                  <Slots text={text} document={document} />
                </Text>
                <Group gap={6} mt={4}>
                  {cases.length === 0 ? (
                    <Text size="xs" c="dimmed">
                      No case names it.
                    </Text>
                  ) : null}
                  {cases.map(({ family, title, way }) => (
                    <Button
                      key={`${String(family)}/${way}`}
                      size="compact-xs"
                      variant="default"
                      onClick={() => place.go('family', { family: String(family), node: 'cases' })}
                    >
                      {way === '' ? title : `${title}: ${way}`}
                    </Button>
                  ))}
                </Group>
              </div>
            </li>
          );
        })}
      </Stack>
    </Section>
  );
}

/** A text with its places filled in where the value is known, and marked either way. */
function Slots({ text, document }: { readonly text: string; readonly document: Json }): ReactNode {
  return text.split(/(\{[a-z_][a-z0-9_.]*\})/).map((part, i) => {
    if (i % 2 === 0) return part;
    const name = part.slice(1, -1);
    const value = textOf(document, name);
    return (
      <span key={i} className="us-slot" title={`{${name}}`}>
        {value ?? name}
      </span>
    );
  });
}

function textOf(document: Json, name: string): string | null {
  if (!isGroup(document) || !isGroup(document.parameters)) return null;
  const value = document.parameters[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
