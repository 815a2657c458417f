/** What all kinds of case share: what varies, the opening situation, what "this ticket" is, when a case is settled. */
import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { groupAt } from '../document/tree.ts';
import { useDocument } from '../forms/context.tsx';
import { At, Section } from './Section.tsx';

export function World(): ReactNode {
  const document = useDocument();
  const has = (name: string): boolean => name in groupAt(document, []);
  return (
    <Stack gap="xl" maw={820}>
      <Section
        title="Shared situation"
        lead="What is true in every kind of case of this pack. A kind can replace what varies by something of the same name."
      >
        <At path={['variables']} />
      </Section>
      <Section title="Rows that are written before the user speaks">
        <At path={['opening']} bare />
      </Section>
      <Section title="What it is about">
        <At path={['focus']} />
        <At path={['settled']} />
      </Section>
      {has('shifts') ? (
        <Section title="Shifts" lead="Many of these cases on one clock.">
          <At path={['shifts']} bare />
        </Section>
      ) : null}
    </Stack>
  );
}
