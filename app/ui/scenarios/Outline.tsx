/** The parts of a pack, with how much is wrong in each. */
import { Button, NavLink, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import { useActions, type Action } from '../shell/actions.tsx';
import { inserted, listAt, startsWith, textAt } from './document/tree.ts';
import { copyOf } from './forms/Field.tsx';
import { useDesign, useDocument, useProblems, useReadOnly } from './forms/context.tsx';
import { partOf, type Part, type Place } from './place.ts';

const LINES: readonly { readonly part: Part; readonly label: string }[] = [
  { part: 'about', label: 'About' },
  { part: 'rules', label: 'Rules' },
  { part: 'people', label: 'People' },
  { part: 'tools', label: 'Tools' },
  { part: 'world', label: 'Shared situation' },
  { part: 'reward', label: 'Reward' },
];
const BELOW: readonly { readonly part: Part; readonly label: string }[] = [
  { part: 'play', label: 'Rehearse' },
  { part: 'check', label: 'Tasks and admission' },
  { part: 'versions', label: 'Versions' },
  { part: 'json', label: 'JSON' },
];

/** Every part by a figure, in the order of the outline. */
function usePartKeys({ go }: Place): void {
  useActions(
    useMemo(
      () =>
        [...LINES, ...BELOW].map(({ part, label }, i): Action => ({
          id: `design-part-${part}`,
          label: `Show ${label}`,
          group: 'Designer',
          keys: String((i + 1) % 10),
          perform: () => go(part),
        })),
      [go],
    ),
  );
}

export function Outline({ place }: { readonly place: Place }): ReactNode {
  usePartKeys(place);
  const design = useDesign();
  const document = useDocument();
  const readOnly = useReadOnly();
  const problems = useProblems();
  const families = listAt(document, ['families']);
  const inPart = (part: Part): number =>
    problems.filter(({ path }) => path[0] !== 'families' && partOf(path).part === part).length;
  const line = (part: Part, label: string): ReactNode => (
    <OutlineLink
      key={part}
      label={label}
      problems={inPart(part)}
      active={place.part === part}
      open={() => place.go(part)}
    />
  );
  const add = (): void => {
    const last = families.at(-1);
    if (last === undefined) return;
    design.change('A new kind of case', (now) => inserted(now, ['families'], copyOf(last, families)));
    place.go('family', { family: String(families.length) });
  };
  return (
    <nav aria-label="Parts of this pack" className="us-outline">
      {LINES.map(({ part, label }) => line(part, label))}
      <div className="us-outline-gap" />
      {BELOW.map(({ part, label }) => line(part, label))}
      <Text size="xs" c="dimmed" fw={600} mt="lg" mb={2} px="xs">
        Kinds of case
      </Text>
      {families.map((family, i) => (
        <OutlineLink
          key={i}
          label={textAt(family, ['title']) || textAt(family, ['id']) || 'Without a title'}
          problems={problems.filter(({ path }) => startsWith(path, ['families', i])).length}
          active={place.part === 'family' && place.family === i}
          open={() => place.go('family', { family: String(i) })}
        />
      ))}
      {readOnly ? null : (
        <Button
          size="compact-xs"
          variant="subtle"
          ml={4}
          mt={4}
          leftSection={<IconPlus size={13} aria-hidden />}
          onClick={add}
        >
          Another kind
        </Button>
      )}
    </nav>
  );
}

function OutlineLink({
  label,
  problems,
  active,
  open,
}: {
  readonly label: string;
  readonly problems: number;
  readonly active: boolean;
  readonly open: () => void;
}): ReactNode {
  return (
    <NavLink
      component="button"
      label={label}
      active={active}
      {...(active ? { 'aria-current': 'true' as const } : {})}
      py={5}
      px="xs"
      styles={{ label: { fontSize: 13.5, lineHeight: 1.3 } }}
      rightSection={
        problems === 0 ? null : (
          <span className="us-count-bad" aria-label={`${String(problems)} problems`}>
            {problems}
          </span>
        )
      }
      onClick={open}
    />
  );
}
