/** What a pack is called, what world it plays in, and how much of it there is. */
import { SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useDocument } from '../forms/context.tsx';
import { textAt } from '../document/tree.ts';
import { At, Section } from './Section.tsx';

export function About(): ReactNode {
  const document = useDocument();
  return (
    <Stack gap="xl" maw={760}>
      <Section title="About" lead="For people who choose what to rehearse.">
        <At path={['title']} />
        <At path={['description']} />
        <Text size="sm" c="dimmed">
          Kept as <b>{textAt(document, ['id'])}</b>; tasks are named after it. Duplicate the pack to give it
          another name.
        </Text>
      </Section>
      <Section
        title="World"
        lead="The people, orders and tickets there are. Training and measuring never share any."
      >
        <At path={['systems']} />
        <SimpleGrid cols={2}>
          <At path={['population', 'size']} />
          <At path={['population', 'seed']} />
        </SimpleGrid>
        <At path={['population', 'locales']} />
      </Section>
      <Section title="How much">
        <SimpleGrid cols={2}>
          <At path={['tasks', 'train']} />
          <At path={['tasks', 'heldout']} />
          <At path={['limits', 'agent_turns']} />
          <At path={['limits', 'malformed']} />
        </SimpleGrid>
      </Section>
    </Stack>
  );
}
