/** A heading within a part of the designer, one sentence about it, and its form. */
import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Path } from '../document/tree.ts';
import { useDocument, useRootSchema } from '../forms/context.tsx';
import { Field, Labelled } from '../forms/Field.tsx';
import { schemaAt } from '../forms/schema.ts';
import { wordsOf } from '../forms/words.ts';

export function Section({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section aria-label={title} className="us-nested">
      <Title order={2} size="h4">
        {title}
      </Title>
      {lead === undefined ? null : (
        <Text size="sm" c="dimmed" mb={4} maw={640}>
          {lead}
        </Text>
      )}
      {children}
    </section>
  );
}

/** The form of whatever stands at a path, as the schema says. */
export function At({
  path,
  without,
  bare = false,
}: {
  readonly path: Path;
  readonly without?: readonly string[];
  /** The heading above says what it is. */
  readonly bare?: boolean;
}): ReactNode {
  const document = useDocument();
  const root = useRootSchema();
  const parent = String(path.at(-2) ?? '');
  const { label, hint } = wordsOf(parent, String(path.at(-1)));
  const Form = bare ? Field : Labelled;
  return (
    <Form
      path={path}
      label={label}
      hint={hint}
      schema={schemaAt(root, document, path)}
      {...(without === undefined ? {} : { without })}
    />
  );
}
