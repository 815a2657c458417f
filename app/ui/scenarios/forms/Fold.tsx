/** A part of a form that is folded away until somebody wants it: what it is about, what is wrong in it, and what can be done with it. */
import { ActionIcon, Badge, Group, Text, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconChevronRight, IconCopy, IconTrash } from '@tabler/icons-react';
import { createContext, use, useState, type ReactNode } from 'react';
import { startsWith, type Path } from '../document/tree.ts';
import { useProblemsBelow, useReadOnly } from './context.tsx';

/** The place that somebody wants to see: folds around it are open. */
export const RevealContext = createContext<Path | null>(null);

export interface FoldActions {
  readonly up?: (() => void) | undefined;
  readonly down?: (() => void) | undefined;
  readonly copy?: (() => void) | undefined;
  readonly remove?: (() => void) | undefined;
}

interface FoldProps {
  readonly path: Path;
  readonly title: string;
  readonly note?: string | undefined;
  readonly initiallyOpen?: boolean;
  readonly actions?: FoldActions;
  readonly children: ReactNode;
}

export function Fold({
  path,
  title,
  note,
  initiallyOpen = false,
  actions = {},
  children,
}: FoldProps): ReactNode {
  const reveal = use(RevealContext);
  const [own, setOwn] = useState<boolean | null>(null);
  const problems = useProblemsBelow(path);
  const readOnly = useReadOnly();
  const open = own ?? (initiallyOpen || (reveal !== null && startsWith(reveal, path)));
  return (
    <div className="us-fold" data-open={open}>
      <Group gap={4} wrap="nowrap" align="center">
        <UnstyledButton className="us-fold-head" aria-expanded={open} onClick={() => setOwn(!open)}>
          <IconChevronRight size={16} className="us-fold-mark" aria-hidden />
          <Text size="sm" fw={550} truncate>
            {title}
          </Text>
          {note === undefined || note === '' ? null : (
            <Text size="sm" c="dimmed" truncate flex={1}>
              {note}
            </Text>
          )}
          <ProblemBadge count={problems} />
        </UnstyledButton>
        {readOnly ? null : <Buttons of={title} {...actions} />}
      </Group>
      {open ? <div className="us-fold-body">{children}</div> : null}
    </div>
  );
}

export function ProblemBadge({ count }: { readonly count: number }): ReactNode {
  if (count === 0) return null;
  return (
    <Badge size="sm" variant="light" color="red" className="us-problem-badge">
      {count} {count === 1 ? 'problem' : 'problems'}
    </Badge>
  );
}

function Buttons({ of, up, down, copy, remove }: FoldActions & { readonly of: string }): ReactNode {
  const all = [
    { label: `Move ${of} up`, icon: IconArrowUp, perform: up },
    { label: `Move ${of} down`, icon: IconArrowDown, perform: down },
    { label: `Duplicate ${of}`, icon: IconCopy, perform: copy },
    { label: `Remove ${of}`, icon: IconTrash, perform: remove },
  ];
  return (
    <Group gap={0} wrap="nowrap">
      {all.map(({ label, icon: Icon, perform }) =>
        perform === undefined ? null : (
          <ActionIcon
            key={label}
            variant="subtle"
            color="gray"
            aria-label={label}
            title={label}
            onClick={perform}
          >
            <Icon size={15} />
          </ActionIcon>
        ),
      )}
    </Group>
  );
}
