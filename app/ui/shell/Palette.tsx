/** The command palette: every action and place, found by some of its letters, the latest used ones first. */
import { Kbd } from '@mantine/core';
import { Spotlight } from '@mantine/spotlight';
import { useState, type ReactNode } from 'react';
import { keysForPeople, useAllActions, type Action } from './actions.tsx';
import { recentActions, rememberAction, score } from './find.ts';

/** More would be scrolled past, not read. */
const SHOWN = 12;

export function Palette(): ReactNode {
  const actions = useAllActions();
  const [wanted, setWanted] = useState('');
  const found = best(actions, wanted);
  return (
    <Spotlight.Root query={wanted} onQueryChange={setWanted} shortcut={null} scrollable maxHeight={420}>
      <Spotlight.Search
        placeholder="What do you want to do?"
        aria-label="Search everything that can be done"
      />
      <Spotlight.ActionsList>
        {found.map((action) => (
          <Spotlight.Action
            key={action.id}
            label={action.label}
            description={action.group}
            rightSection={
              action.keys === undefined ? null : <Kbd size="xs">{keysForPeople(action.keys)}</Kbd>
            }
            onClick={() => {
              rememberAction(action.id);
              action.perform();
            }}
          />
        ))}
        {found.length === 0 ? <Spotlight.Empty>Nothing is called that.</Spotlight.Empty> : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function best(actions: readonly Action[], wanted: string): readonly Action[] {
  const recent = recentActions();
  const age = (action: Action): number => {
    const index = recent.indexOf(action.id);
    return index === -1 ? recent.length : index;
  };
  return actions
    .filter((action) => action.id !== 'palette')
    .map((action) => ({ action, score: score(`${action.label} ${action.keywords ?? ''}`, wanted) }))
    .filter((one) => one.score > 0)
    .sort((a, b) => b.score - a.score || age(a.action) - age(b.action))
    .slice(0, SHOWN)
    .map((one) => one.action);
}
