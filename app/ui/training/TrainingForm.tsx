/** The form of a new training. What it comes to stands beside it and follows every change. */
import {
  Button,
  Collapse,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { IconSchool } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { TrainingChoice, TrainingChoices } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { ErrorNotice } from '../parts/errors.tsx';
import { count } from '../parts/format.ts';
import { query } from '../shell/live.ts';
import { MethodCards } from './MethodCards.tsx';
import { PlanPanel } from './PlanPanel.tsx';
import classes from './training.module.css';
import { missingFor, usualSettings, type Method } from './words.ts';

interface TrainingFormProps {
  readonly choices: TrainingChoices;
  readonly first: { readonly dataset: string; readonly base: string };
}

/** What somebody set by hand; what is left out follows from the method and the policy. */
type Own = Partial<Pick<TrainingChoice, 'lr' | 'epochs' | 'batchTokens' | 'rows' | 'adapter' | 'seed'>>;

export function TrainingForm({ choices, first }: TrainingFormProps): ReactNode {
  const [params, setParams] = useSearchParams();
  const [, navigate] = useLocation();
  const [more, { toggle }] = useDisclosure();
  const [own, setOwn] = useState<Own>({});
  const [named, setNamed] = useState<string | null>(null);
  const [wish, setWish] = useState({ on: true, tasks: 55, samples: 2 });
  const asked = params.get('dataset');
  const dataset =
    choices.datasets.find(({ folder }) => folder === asked) ??
    choices.datasets.find(({ folder }) => folder === first.dataset);
  const base = choices.bases.find(({ id }) => id === params.get('base')) ?? choices.bases[0];
  const [method, setMethod] = useState<Method>('sft');
  const adapter = own.adapter ?? false;
  const usual = usualSettings(method, base, adapter);
  const choice: TrainingChoice = {
    dataset: dataset?.folder ?? first.dataset,
    base: base?.id ?? first.base,
    method,
    rows: (dataset?.tokens ?? 0) === 0 ? 'messages' : 'tokens',
    adapter,
    seed: 7,
    ...usual,
    ...own,
  };
  const [settled] = useDebouncedValue(choice, 500);
  const pack = choices.measurable.find(({ id }) => id === dataset?.scenario);
  const tasks = Math.min(wish.tasks, pack?.heldout ?? 1);
  const name = named ?? `${dataset?.name ?? 'new'}-${method}`;
  const start = useMutation(
    query.training.start.mutationOptions({
      onSuccess: ({ id }) => {
        navigate(`/training/${encodeURIComponent(id)}`);
      },
    }),
  );
  const set = (part: Own): void => {
    setOwn((before) => ({ ...before, ...part }));
  };
  /** Settings belong to a way of learning; whether all weights learn does not. */
  const learn = (next: Method): void => {
    setMethod(next);
    setOwn(own.adapter === undefined ? {} : { adapter: own.adapter });
  };
  const put = (key: string, value: string | null): void => {
    if (value === null) return;
    setParams(
      (before) => new URLSearchParams([...before].filter(([at]) => at !== key).concat([[key, value]])),
      {
        replace: true,
      },
    );
  };
  const missing = dataset === undefined ? null : missingFor(method, dataset);
  return (
    <form
      className={classes['desk']}
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate({
          choice,
          name,
          measure: wish.on && pack !== undefined ? { tasks, samples: wish.samples } : null,
        });
      }}
    >
      <Stack gap="lg">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label="Dataset"
            description={
              dataset === undefined ? '' : `${count(dataset.episodes)} episodes of ${dataset.scenario}`
            }
            data={choices.datasets.map(({ folder }) => ({ value: folder, label: folder }))}
            value={choice.dataset}
            onChange={(value) => {
              put('dataset', value);
            }}
            searchable
            allowDeselect={false}
          />
          <Select
            label="Who learns"
            description={
              choices.withoutWeights === 0
                ? 'A policy whose weights are at hand'
                : `A policy whose weights are at hand; ${count(choices.withoutWeights)} others can only play`
            }
            data={choices.bases.map(({ id, title }) => ({ value: id, label: title }))}
            value={choice.base}
            onChange={(value) => {
              put('base', value);
            }}
            searchable
            allowDeselect={false}
          />
        </SimpleGrid>
        <MethodCards method={method} dataset={dataset} choose={learn} />
        <TextInput
          label="Name of the new policy"
          value={name}
          maxLength={120}
          required
          onChange={(event) => {
            setNamed(event.currentTarget.value);
          }}
        />
        <Stack gap="xs">
          <Switch
            label="Measure it before and after"
            description={
              pack === undefined
                ? 'The held-out tasks of this scenario cannot be judged here'
                : 'Both policies play the same held-out tasks, which training never sees'
            }
            checked={wish.on && pack !== undefined}
            disabled={pack === undefined}
            onChange={(event) => {
              setWish({ ...wish, on: event.currentTarget.checked });
            }}
          />
          {wish.on && pack !== undefined ? (
            <Group>
              <NumberInput
                label="Held-out tasks"
                min={1}
                max={pack.heldout}
                value={tasks}
                onChange={(value) => {
                  setWish({ ...wish, tasks: Number(value) || 1 });
                }}
              />
              <NumberInput
                label="Episodes for each"
                min={1}
                max={64}
                value={wish.samples}
                onChange={(value) => {
                  setWish({ ...wish, samples: Number(value) || 1 });
                }}
              />
            </Group>
          ) : null}
        </Stack>
        <UnstyledButton onClick={toggle} aria-expanded={more} w="fit-content">
          <Text size="sm" td="underline">
            {more ? 'Fewer settings' : 'More settings'}
          </Text>
        </UnstyledButton>
        <Collapse expanded={more}>
          <Stack>
            <SimpleGrid cols={{ base: 1, sm: 3 }}>
              <NumberInput
                label="Learning rate"
                description={`Size of its steps; usual: ${String(usual.lr)}`}
                min={1e-8}
                max={1}
                step={choice.lr / 2}
                decimalScale={8}
                value={choice.lr}
                onChange={(value) => {
                  if (Number(value) > 0) set({ lr: Number(value) });
                }}
              />
              <NumberInput
                label="Rounds over the rows"
                description={`Usual: ${String(usual.epochs)}; many overlearn`}
                min={0.1}
                max={1000}
                value={choice.epochs}
                onChange={(value) => {
                  if (Number(value) > 0) set({ epochs: Number(value) });
                }}
              />
              <NumberInput
                label="Tokens at once"
                description="Fewer need less memory"
                min={128}
                max={10_000_000}
                step={1024}
                value={choice.batchTokens}
                onChange={(value) => {
                  if (Number(value) >= 128) set({ batchTokens: Math.round(Number(value)) });
                }}
              />
            </SimpleGrid>
            <Switch
              label="Train a small addition only"
              description="An adapter needs far less memory; for large models. Else all weights learn"
              checked={adapter}
              onChange={(event) => {
                set({ adapter: event.currentTarget.checked });
              }}
            />
            {method === 'sft' && (dataset?.tokens ?? 0) > 0 ? (
              <Switch
                label="Read the exact tokens that were played"
                description="Right for the policy that played them and for what was trained from it. Off: the conversations, for any other model"
                checked={choice.rows === 'tokens'}
                onChange={(event) => {
                  set({ rows: event.currentTarget.checked ? 'tokens' : 'messages' });
                }}
              />
            ) : null}
          </Stack>
        </Collapse>
        {start.error === null ? null : <ErrorNotice error={start.error} />}
        <Group>
          <Button
            type="submit"
            loading={start.isPending}
            disabled={missing !== null}
            leftSection={<IconSchool size={16} aria-hidden />}
          >
            Start the training
          </Button>
        </Group>
      </Stack>
      <PlanPanel choice={missing === null ? settled : null} missing={missing} />
    </form>
  );
}
