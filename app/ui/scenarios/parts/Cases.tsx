/** What is right, case by case: when it holds, which rules lead there, the solution step by step, what must be told. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Json } from '@understudy/host/contract';
import {
  at,
  groupAt,
  inserted,
  isGroup,
  isList,
  listAt,
  moved,
  textAt,
  withValue,
  type Path,
} from '../document/tree.ts';
import { conditionText } from '../forms/Conditions.tsx';
import { useDesign, useDocument, useReadOnly } from '../forms/context.tsx';
import { copyOf, Problem } from '../forms/Field.tsx';
import { Fold } from '../forms/Fold.tsx';
import { clausesOf } from '../forms/suggest.ts';
import { optionWords } from '../forms/words.ts';
import type { Place } from '../place.ts';
import { At, Section } from './Section.tsx';

const FIELDS = ['outcome', 'clauses', 'gold', 'communicate', 'alternatives'];

export function Cases({ path, place }: { readonly path: Path; readonly place: Place }): ReactNode {
  const document = useDocument();
  const design = useDesign();
  const readOnly = useReadOnly();
  const family = at(document, path) ?? null;
  const list: Path = [...path, 'cases'];
  const cases = at(document, list);
  if (!isList(cases))
    return (
      <Stack gap="lg" maw={820}>
        <Section title="What is right" lead="One and the same in every task of this kind.">
          <CaseFields path={path} place={place} fields={FIELDS} />
        </Section>
        {readOnly ? null : (
          <Button
            size="compact-sm"
            variant="subtle"
            w="fit-content"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => design.change('Several cases', (now) => withValue(now, path, withCases(family)))}
          >
            Let it depend: make several cases of it
          </Button>
        )}
      </Stack>
    );
  return (
    <Section
      title="What is right, case by case"
      lead="From top to bottom: the first whose conditions hold decides. The last needs none."
    >
      <Stack gap={6} maw={820}>
        <Problem path={list} />
        {cases.map((one, i) => (
          <Fold
            key={i}
            path={[...list, i]}
            title={textAt(one, ['id'])}
            note={`${conditionText(isGroup(one) ? one.when : undefined) || 'otherwise'}: ${optionWords('outcome', textAt(one, ['outcome']))}`}
            actions={{
              up:
                i === 0 ? undefined : () => design.change('Order of cases', (now) => moved(now, list, i, -1)),
              down:
                i === cases.length - 1
                  ? undefined
                  : () => design.change('Order of cases', (now) => moved(now, list, i, 1)),
              copy: () =>
                design.change('A new case', (now) => inserted(now, list, copyOf(one, cases), i - 1)),
              remove:
                cases.length < 3
                  ? undefined
                  : () => design.change('Remove a case', (now) => withValue(now, [...list, i], undefined)),
            }}
          >
            <CaseFields path={[...list, i]} place={place} fields={['id', 'when', ...FIELDS]} />
          </Fold>
        ))}
      </Stack>
    </Section>
  );
}

/** The family's only case becomes two: the author says what tells them apart. */
function withCases(family: Json): Json {
  if (!isGroup(family)) return family;
  const { outcome, gold, clauses, alternatives, communicate, ...rest } = family;
  const fields = { outcome, clauses, gold, alternatives, communicate };
  const only = Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]): [string, Json][] =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  return {
    ...rest,
    cases: [
      { id: 'special', when: [{ variable: '', equals: '' }], ...only },
      { id: 'usual', ...only },
    ],
  };
}

function CaseFields({
  path,
  place,
  fields,
}: {
  readonly path: Path;
  readonly place: Place;
  readonly fields: readonly string[];
}): ReactNode {
  const one = groupAt(useDocument(), path);
  const optional = new Set(['alternatives']);
  return (
    <Stack gap="md">
      {fields.flatMap((name) => {
        if (optional.has(name) && !(name in one)) return [];
        return [
          <div key={name}>
            <At path={[...path, name]} />
            {name === 'clauses' ? <ClauseTexts path={path} place={place} /> : null}
          </div>,
        ];
      })}
    </Stack>
  );
}

/** The clauses that a case rests on, as they are written: each leads to the rules. */
function ClauseTexts({ path, place }: { readonly path: Path; readonly place: Place }): ReactNode {
  const document = useDocument();
  const named = listAt(document, [...path, 'clauses']);
  const clauses = clausesOf(textAt(document, ['policy'])).filter(({ number }) => named.includes(number));
  return (
    <Stack gap={2} mt={4}>
      {clauses.map(({ number, text }) => (
        <Group key={number} gap="xs" wrap="nowrap">
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`Show clause ${String(number)} among the rules`}
            onClick={() => place.go('rules', { clause: String(number) })}
          >
            {number}
          </Button>
          <Text size="sm" c="dimmed" truncate>
            {text}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
