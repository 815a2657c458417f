/** Recipes: proven orders of playing and training, each a way into the form that starts it. */
import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Loaded } from '../parts/Loaded.tsx';
import { query } from '../shell/live.ts';
import classes from './training.module.css';
import { costWords, firstSentences } from './ways.ts';

export function RecipeCards(): ReactNode {
  const recipes = useQuery(query.training.recipes.cards.queryOptions());
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
            {list.map((recipe) => (
              <Link
                key={recipe.name}
                href={`/training/new?way=recipe&recipe=${recipe.name}`}
                className={classes['card']}
              >
                <Text size="sm" fw={600}>
                  {recipe.title}
                </Text>
                <Text size="xs" c="dimmed">
                  {firstSentences(recipe.whenToUse)}
                </Text>
                <Text size="xs" mt="auto" pt={6} className="us-number">
                  {costWords(recipe)}
                </Text>
              </Link>
            ))}
          </div>
        )}
      </Loaded>
    </section>
  );
}
