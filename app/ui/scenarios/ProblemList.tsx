/** Everything that is wrong with the draft, each a way to its place. */
import { Alert, Button, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Json, Problem } from '@understudy/host/contract';
import { listAt, textAt } from './document/tree.ts';
import { fieldId } from './forms/inputs.tsx';
import { useDocument, useProblems } from './forms/context.tsx';
import { wordsOf } from './forms/words.ts';
import { partOf, type Place } from './place.ts';

const SHOWN = 3;

export function ProblemList({ place }: { readonly place: Place }): ReactNode {
  const problems = useProblems();
  const document = useDocument();
  const [all, setAll] = useState(false);
  if (problems.length === 0) return null;
  const shown = all ? problems : problems.slice(0, SHOWN);
  const go = ({ path }: Problem): void => {
    const { part, more } = partOf(path);
    place.go(part, more);
    // The part that holds the place is drawn first.
    setTimeout(() => focusOn(path), 60);
  };
  return (
    <Alert
      color="red"
      variant="light"
      mb="md"
      icon={<IconAlertTriangle aria-hidden />}
      title={
        problems.length === 1
          ? 'One thing is not right yet'
          : `${String(problems.length)} things are not right yet`
      }
    >
      <ul className="us-problems">
        {shown.map((problem, i) => (
          <li key={i}>
            <UnstyledButton className="us-problem" onClick={() => go(problem)}>
              <Text span size="sm" fw={550}>
                {placeWords(document, problem.path)}
              </Text>{' '}
              <Text span size="sm">
                {problem.message}
              </Text>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {problems.length > SHOWN ? (
        <Button size="compact-xs" variant="subtle" color="red" mt={6} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${String(problems.length)}`}
        </Button>
      ) : null}
    </Alert>
  );
}

function focusOn(path: Problem['path']): void {
  for (let length = path.length; length > 0; length -= 1) {
    const field = window.document.getElementById(fieldId(path.slice(0, length)));
    if (field === null) continue;
    field.scrollIntoView({ block: 'center' });
    field.focus();
    return;
  }
}

/** `Damaged item › Right solution › 3`. */
export function placeWords(document: Json, path: Problem['path']): string {
  const said: string[] = [];
  for (const [i, key] of path.entries()) {
    if (typeof key === 'string') {
      if (key !== 'families') said.push(wordsOf(String(path[i - 1] ?? ''), key).label);
      continue;
    }
    const one = listAt(document, path.slice(0, i))[key] ?? null;
    said.push(textAt(one, ['title']) || textAt(one, ['id']) || String(key + 1));
  }
  return said.length === 0 ? 'The pack' : said.join(' › ');
}
