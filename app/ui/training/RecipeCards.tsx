/** Recipes: proven orders of playing and training, in words. A card opens what it does, when it fits and what to watch. */
import { Code, List, Modal, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RecipeCard } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { Loaded } from '../parts/Loaded.tsx';
import { query } from '../shell/live.ts';
import classes from './training.module.css';

export function RecipeCards(): ReactNode {
  const recipes = useQuery(query.training.recipes.queryOptions());
  const [open, setOpen] = useState<RecipeCard | null>(null);
  return (
    <section aria-labelledby="recipes">
      <Title order={2} size="h4" id="recipes">
        Recipes
      </Title>
      <Text size="sm" c="dimmed" mb="sm" maw={760}>
        Orders of playing, choosing and training that are known to work. Each begins and ends with a
        measurement.
      </Text>
      <Loaded query={recipes}>
        {(list) => (
          <div className={classes['cards']}>
            {byLength(list).map((recipe) => (
              <button
                key={recipe.name}
                type="button"
                className={classes['card']}
                onClick={() => {
                  setOpen(recipe);
                }}
              >
                <Text size="sm" fw={600}>
                  {recipe.title}
                </Text>
                <Text size="xs" c="dimmed">
                  {beginning(recipe.whenToUse)}
                </Text>
              </button>
            ))}
          </div>
        )}
      </Loaded>
      <Modal
        opened={open !== null}
        onClose={() => {
          setOpen(null);
        }}
        title={open?.title}
        size="xl"
      >
        {open === null ? null : <Recipe recipe={open} />}
      </Modal>
    </section>
  );
}

/** The simplest first: it is the one to begin with. */
function byLength(recipes: readonly RecipeCard[]): readonly RecipeCard[] {
  return recipes.toSorted((a, b) => a.stages.length - b.stages.length);
}

/** Whole sentences, one or two of them. */
function beginning(text: string): string {
  const end = text.indexOf('. ', 40);
  return end === -1 ? text : text.slice(0, end + 1);
}

function Recipe({ recipe }: { readonly recipe: RecipeCard }): ReactNode {
  const { name, explanation, whenToUse, stages, watch, sources } = recipe;
  return (
    <Stack gap="md">
      <Text size="sm">{explanation}</Text>
      <Part title="When">
        <Text size="sm">{whenToUse}</Text>
      </Part>
      <Part title="Step by step">
        <List type="ordered" size="sm" spacing={6}>
          {stages.map((stage, i) => (
            <List.Item key={i}>
              <Text span fw={600} size="sm">
                {stage.title}.
              </Text>{' '}
              {stage.explanation}
            </List.Item>
          ))}
        </List>
      </Part>
      <Part title="What to watch">
        <List size="sm" spacing={6}>
          {watch.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
      </Part>
      <Part title="How to run it">
        <Text size="sm" mb={6}>
          On the command line, on a workspace that is not open here. Its jobs then stand in this list.
        </Text>
        <Code block>{`npm run understudy -- recipes run ${name} --scenario helpdesk-refunds`}</Code>
      </Part>
      {sources.length === 0 ? null : (
        <Text size="xs" c="dimmed">
          After {sources.join('; ')}
        </Text>
      )}
    </Stack>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section>
      <Title order={3} size="h5" mb={4}>
        {title}
      </Title>
      {children}
    </section>
  );
}
