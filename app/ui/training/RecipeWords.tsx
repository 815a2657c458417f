/** What a recipe does, when it fits, and what to look at while it runs. */
import { List, Stack, Text } from '@mantine/core';
import type { RecipeCard } from '@understudy/host/contract';
import type { ReactNode } from 'react';

export function RecipeWords({ recipe }: { readonly recipe: RecipeCard }): ReactNode {
  const { explanation, whenToUse, sources } = recipe;
  return (
    <Stack gap={6} maw={760}>
      <Text size="sm">{explanation}</Text>
      <Text size="sm">
        <Text span size="sm" fw={600}>
          When:
        </Text>{' '}
        {whenToUse}
      </Text>
      {sources.length === 0 ? null : (
        <Text size="xs" c="dimmed">
          After {sources.join('; ')}
        </Text>
      )}
    </Stack>
  );
}

export function Watch({ lines }: { readonly lines: readonly string[] }): ReactNode {
  return (
    <List size="sm" spacing={6} maw={760}>
      {lines.map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  );
}
