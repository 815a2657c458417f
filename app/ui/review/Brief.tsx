/** The facts that a reviewer judges by: the case, what the rules demand in it, what had to be told, and the rules themselves. */
import { Anchor, Collapse, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Loaded } from '../parts/Loaded.tsx';
import { query } from '../shell/live.ts';
import classes from './review.module.css';

export function Brief({
  episode,
  policyId,
}: {
  readonly episode: string;
  readonly policyId: string;
}): ReactNode {
  const brief = useQuery(query.review.brief.queryOptions({ input: { episode } }));
  const [open, { toggle }] = useDisclosure();
  return (
    <section className="us-surface" style={{ padding: 16 }} aria-label="The case">
      <Loaded query={brief}>
        {({ title, description, demands, goal, mustTell, policy, scenario }) => (
          <Stack gap={8}>
            <div>
              <Title order={2} size="h5">
                {title}
              </Title>
              <Text size="xs" c="dimmed">
                {scenario}
                {description === '' ? '' : `. ${description}`}
              </Text>
            </div>
            {goal === null ? null : <Text size="sm">The customer wants to {goal}.</Text>}
            {demands === null ? null : (
              <Text size="sm" fw={600}>
                {demands}
              </Text>
            )}
            {mustTell.length === 0 ? null : (
              <Text size="sm">
                The customer must be told: {mustTell.map((entry) => entry.join(' or ')).join('; ')}.
              </Text>
            )}
            <UnstyledButton onClick={toggle} aria-expanded={open} w="fit-content">
              <Text size="sm" td="underline">
                {open ? 'Hide the rules' : 'The rules the agent was given'}
              </Text>
            </UnstyledButton>
            <Collapse expanded={open}>
              <div className={classes['policy']}>{policy}</div>
            </Collapse>
            <Text size="xs" c="dimmed">
              Played by {policyId}.{' '}
              <Anchor
                component={Link}
                href={`/episodes/${encodeURIComponent(episode)}`}
                size="xs"
                underline="always"
              >
                Open the replay
              </Anchor>
            </Text>
          </Stack>
        )}
      </Loaded>
    </section>
  );
}
