/** The queue: which episodes, in which order, how far one has come; and the one that is judged now. */
import { Button, Collapse, Group, NumberInput, Progress, SegmentedControl, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Queue } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { EmptyState } from '../parts/EmptyState.tsx';
import { count } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { FilterBar } from '../runs/FilterBar.tsx';
import { restrictions, searchOf } from '../runs/filters.ts';
import { query } from '../shell/live.ts';
import { nextOf, queueChoice, type QueueChoice } from './queue.ts';
import { ReviewDesk } from './ReviewDesk.tsx';

const orders = [
  { value: 'unlabelled', label: 'Not judged yet' },
  { value: 'disagreements', label: 'Disagreements' },
  { value: 'random', label: 'Random sample' },
];

export function ReviewQueue({ reviewer }: { readonly reviewer: string }): ReactNode {
  const [params] = useSearchParams();
  const choice = queueChoice(params);
  const search = searchOf(params);
  const queue = useQuery({
    ...query.review.queue.queryOptions({ input: { reviewer, ...choice, search } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Stack gap="md">
      <Choices choice={choice} filters={restrictions(search)} />
      <Loaded query={queue}>
        {(data) =>
          data.items.length === 0 ? (
            <Nothing filtered={restrictions(search) > 0} />
          ) : (
            <Going key={JSON.stringify([choice, search])} {...{ reviewer, choice }} queue={data} />
          )
        }
      </Loaded>
    </Stack>
  );
}

function Nothing({ filtered }: { readonly filtered: boolean }): ReactNode {
  const [, navigate] = useLocation();
  return filtered ? (
    <EmptyState title="Nothing matches">Take a filter away: no finished episode is like that.</EmptyState>
  ) : (
    <EmptyState
      title="Nothing to review yet"
      action={{ label: 'Start a run', perform: () => navigate('/runs/new') }}
    >
      Episodes that were played and are over come here.
    </EmptyState>
  );
}

function Choices({ choice, filters }: { readonly choice: QueueChoice; readonly filters: number }): ReactNode {
  const [, setParams] = useSearchParams();
  const [open, { toggle }] = useDisclosure(filters > 0);
  const set = (name: string, value: string): void => {
    setParams((now) => {
      const next = new URLSearchParams(now);
      next.set(name, value);
      next.delete('episode');
      return next;
    });
  };
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <SegmentedControl
          aria-label="Which episodes come first"
          data={orders}
          value={choice.order}
          onChange={(value) => set('queue', value)}
        />
        {choice.order === 'random' ? (
          <>
            <NumberInput
              aria-label="Episodes in the sample"
              suffix=" episodes"
              min={1}
              max={2000}
              allowDecimal={false}
              value={choice.size}
              onChange={(value) => set('size', String(Number(value) || 30))}
              w={130}
              size="xs"
            />
            <NumberInput
              aria-label="Seed: two people with the same number get the same sample"
              prefix="seed "
              min={1}
              allowDecimal={false}
              value={choice.seed}
              onChange={(value) => set('seed', String(Number(value) || 7))}
              w={110}
              size="xs"
            />
          </>
        ) : null}
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconFilter size={14} aria-hidden />}
          aria-expanded={open}
          onClick={toggle}
        >
          {filters === 0 ? 'Only some episodes' : `Only some episodes (${String(filters)})`}
        </Button>
      </Group>
      <Collapse expanded={open}>
        <FilterBar />
      </Collapse>
      {choice.order === 'random' ? (
        <Text size="xs" c="dimmed">
          Two people with the same seed get the same sample: that is how their agreement is measured.
        </Text>
      ) : null}
    </Stack>
  );
}

interface GoingProps {
  readonly reviewer: string;
  readonly choice: QueueChoice;
  readonly queue: Queue;
}

function Going({ reviewer, choice, queue: { items, matching } }: GoingProps): ReactNode {
  const [params, setParams] = useSearchParams();
  const asked = params.get('episode');
  // The first one stays while it is judged, although the queue then puts others before it.
  const [first] = useState(() => nextOf(items, null, choice.order) ?? items[0]?.episodeId ?? null);
  const pinned = items.some(({ episodeId }) => episodeId === first) ? first : null;
  const episode = asked ?? pinned ?? nextOf(items, null, choice.order) ?? items[0]?.episodeId ?? null;
  const done = items.filter(({ mine }) => mine !== null).length;
  const go = (id: string): void => {
    setParams((now) => {
      const next = new URLSearchParams(now);
      next.set('episode', id);
      return next;
    });
  };
  return (
    <Stack gap="md">
      <Group gap="md" wrap="nowrap">
        <Progress
          value={(100 * done) / items.length}
          w={220}
          size="sm"
          aria-label="How much of the queue is judged"
        />
        <Text size="sm" className="us-number" role="status">
          {count(done)} of {count(items.length)} judged
          {matching > items.length ? `; ${count(matching)} match` : ''}
        </Text>
        {done === items.length ? (
          <Text size="sm" className="us-good">
            You have judged all of these.
          </Text>
        ) : null}
      </Group>
      {episode === null ? null : (
        <ReviewDesk key={episode} {...{ reviewer, episode, items }} order={choice.order} onGo={go} />
      )}
    </Stack>
  );
}
