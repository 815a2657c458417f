/** The recipes that were run here, the newest first. */
import { Anchor, Progress, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RecipeLine } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { count, dateTime } from '../parts/format.ts';
import { query } from '../shell/live.ts';
import { RecipeMark } from './State.tsx';

/** Nothing where there are none: the cards below say what recipes are. */
export function RecipeRuns(): ReactNode {
  const { data: runs = [] } = useQuery(query.training.recipes.list.queryOptions());
  if (runs.length === 0) return null;
  return (
    <section aria-labelledby="recipe-runs">
      <Title order={2} size="h4" id="recipe-runs" mb="xs">
        Recipes that were run
      </Title>
      <Table.ScrollContainer minWidth={700} className="us-surface">
        <Table verticalSpacing="sm" horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Recipe</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Scenario</Table.Th>
              <Table.Th>Begun</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {runs.map((run) => (
              <Row key={run.id} run={run} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}

function Row({ run }: { readonly run: RecipeLine }): ReactNode {
  const { id, title, recipe, state, done, stages, scenario, createdAt } = run;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} href={`/training/recipes/${id}`} fw={600}>
          {title}
        </Anchor>
        <Text size="xs" c="dimmed">
          {recipe.title}
        </Text>
      </Table.Td>
      <Table.Td w={220}>
        <RecipeMark state={state} />
        {state === 'running' ? (
          <Progress my={4} value={(100 * done) / stages} aria-label={`Progress of ${title}`} />
        ) : null}
        {state === 'finished' ? null : (
          <Text size="xs" c="dimmed" className="us-number">
            {count(done)} of {count(stages)} stages done
          </Text>
        )}
      </Table.Td>
      <Table.Td>{scenario.title}</Table.Td>
      <Table.Td>{dateTime(Date.parse(createdAt))}</Table.Td>
    </Table.Tr>
  );
}
