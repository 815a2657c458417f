/** A recipe: which one, on which scenario, with which model, how large; and its stages before it begins. */
import {
  Button,
  Collapse,
  Group,
  Input,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerPlay } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import type { RecipeCard, RecipeChoice, TrainingChoices } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { EmptyState } from '../parts/EmptyState.tsx';
import { ErrorNotice } from '../parts/errors.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { query } from '../shell/live.ts';
import { ChoiceCards } from './ChoiceCards.tsx';
import { BaseField, NumberField, ScenarioField } from './Fields.tsx';
import { RecipePlanPanel } from './RecipePlanPanel.tsx';
import { RecipeWords } from './RecipeWords.tsx';
import classes from './training.module.css';
import { costWords, firstSentences, sizes, sizeOf, tasksOf, type Size } from './ways.ts';

export function RecipeForm({ choices }: { readonly choices: TrainingChoices }): ReactNode {
  const cards = useQuery(query.training.recipes.cards.queryOptions());
  return <Loaded query={cards}>{(list) => <Chosen cards={list} choices={choices} />}</Loaded>;
}

interface ChosenProps {
  readonly cards: readonly RecipeCard[];
  readonly choices: TrainingChoices;
}

/** What is chosen stands in the address; a card or a reload finds it again. */
function Chosen({ cards, choices }: ChosenProps): ReactNode {
  const [params, setParams] = useSearchParams();
  const put = (key: string, value: string): void => {
    const others = [...params].filter(([at]) => at !== key);
    setParams(new URLSearchParams([...others, [key, value]]), { replace: true });
  };
  const recipe = cards.find(({ name }) => name === params.get('recipe')) ?? cards[0];
  const base = choices.bases.find(({ id }) => id === params.get('base')) ?? choices.bases[0];
  const pack = choices.measurable.find(({ id }) => id === params.get('scenario')) ?? choices.measurable[0];
  if (recipe === undefined || base === undefined || pack === undefined)
    return (
      <EmptyState title="No policy here can be trained">
        Training needs the weights beside a model file. The embedded model has them where its folder is whole.
      </EmptyState>
    );
  return (
    <Stack gap="lg">
      <ChoiceCards
        label="Recipe"
        cards={cards.map((card) => ({
          ...{ value: card.name, label: card.title, hint: firstSentences(card.whenToUse), missing: null },
          note: costWords(card),
        }))}
        value={recipe.name}
        choose={(value) => {
          put('recipe', value);
        }}
      />
      <Form recipe={recipe} base={base.id} pack={pack} choices={choices} put={put} />
    </Stack>
  );
}

interface FormProps {
  readonly recipe: RecipeCard;
  readonly base: string;
  readonly pack: TrainingChoices['measurable'][number];
  readonly choices: TrainingChoices;
  readonly put: (key: string, value: string) => void;
}

function Form({ recipe, base, pack, choices, put }: FormProps): ReactNode {
  const [, navigate] = useLocation();
  const [more, { toggle }] = useDisclosure();
  const [wish, setWish] = useState(tasksOf('small', pack));
  const [seed, setSeed] = useState(7);
  const [named, setNamed] = useState<string | null>(null);
  const tasks = { train: Math.min(wish.train, pack.train), heldout: Math.min(wish.heldout, pack.heldout) };
  const choice: RecipeChoice = { recipe: recipe.name, scenario: pack.id, base, tasks, seed };
  const plan = useQuery({
    ...query.training.recipes.plan.queryOptions({ input: choice }),
    placeholderData: keepPreviousData,
  });
  const start = useMutation(
    query.training.recipes.start.mutationOptions({
      onSuccess: ({ id }) => {
        navigate(`/training/recipes/${id}`);
      },
    }),
  );
  const name = named ?? `${pack.title}: ${recipe.title.toLowerCase()}`;
  const blocked = (plan.data?.problems.length ?? 0) > 0;
  return (
    <form
      className={classes['desk']}
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate({ choice, name });
      }}
    >
      <Stack gap="lg">
        <RecipeWords recipe={recipe} />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <ScenarioField
            choices={choices}
            label="What it rehearses"
            description="Its training tasks are played, its held-out tasks measure"
            value={pack.id}
            change={(value) => put('scenario', value)}
          />
          <BaseField choices={choices} value={base} change={(value) => put('base', value)} />
        </SimpleGrid>
        <Input.Wrapper label="Size" description="More tasks teach more and take longer" labelElement="div">
          <div style={{ marginTop: 6 }}>
            <SegmentedControl
              aria-label="Size"
              data={sizes.map(({ value, label }) => ({ value, label }))}
              value={sizeOf(tasks, pack) ?? ''}
              onChange={(value) => {
                const size: Size | undefined = sizes.find((one) => one.value === value)?.value;
                if (size !== undefined) setWish(tasksOf(size, pack));
              }}
            />
          </div>
        </Input.Wrapper>
        <TextInput
          label="Name of the new policy"
          value={name}
          maxLength={120}
          required
          onChange={(event) => {
            setNamed(event.currentTarget.value);
          }}
        />
        <UnstyledButton onClick={toggle} aria-expanded={more} w="fit-content">
          <Text size="sm" td="underline">
            {more ? 'Fewer settings' : 'More settings'}
          </Text>
        </UnstyledButton>
        <Collapse expanded={more}>
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <NumberField
              label="Training tasks"
              description="Played and learned from"
              min={1}
              max={pack.train}
              value={tasks.train}
              change={(train) => setWish({ ...tasks, train })}
            />
            <NumberField
              label="Held-out tasks"
              description="Measure before and after"
              min={1}
              max={pack.heldout}
              value={tasks.heldout}
              change={(heldout) => setWish({ ...tasks, heldout })}
            />
            <NumberField
              label="Seed"
              description="Another one draws other tries"
              min={0}
              max={2 ** 31 - 1}
              value={seed}
              change={setSeed}
            />
          </SimpleGrid>
        </Collapse>
        {start.error === null ? null : <ErrorNotice error={start.error} />}
        <Group>
          <Button
            type="submit"
            loading={start.isPending}
            disabled={blocked}
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
          >
            {plan.data === undefined || plan.data.begun === null || plan.data.begun.state === 'running'
              ? 'Start the recipe'
              : 'Go on with the recipe'}
          </Button>
        </Group>
      </Stack>
      <RecipePlanPanel choice={choice} plan={plan} />
    </form>
  );
}
