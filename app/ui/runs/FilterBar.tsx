/** The search field and the filters over a list of episodes; what they hold is in the address. */
import { Button, Group, MultiSelect, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { outcomeWord, endWords } from '../parts/outcome.tsx';
import { useActions, type Action } from '../shell/actions.tsx';
import { query } from '../shell/live.ts';
import { lists, restrictions, searchOf, withList, withText, type ListField } from './filters.ts';

const outcomeOptions = (['passed', 'failed', 'unjudged', 'running', 'abandoned'] as const).map((value) => ({
  value,
  label: outcomeWord(value),
}));

const sortOptions = [
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
  { value: 'best', label: 'Best reward first' },
  { value: 'worst', label: 'Worst reward first' },
  { value: 'longest', label: 'Most turns first' },
  { value: 'shortest', label: 'Fewest turns first' },
  { value: 'errors', label: 'Most tool errors first' },
];

export function FilterBar({ hide = [] }: { readonly hide?: readonly ListField[] }): ReactNode {
  const [params, setParams] = useSearchParams();
  const field = useRef<HTMLInputElement>(null);
  const facets = useQuery(query.runs.facets.queryOptions());
  const [text, setText] = useState(params.get('q') ?? '');
  const search = useDebouncedCallback((value: string) => {
    setParams((now) => withText(now, 'q', value), { replace: true });
  }, 150);
  useActions(
    useMemo<readonly Action[]>(
      () => [
        {
          id: 'find-episodes',
          label: 'Search in the transcripts',
          group: 'Runs',
          keys: '/',
          perform: () => field.current?.focus(),
        },
      ],
      [],
    ),
  );
  const select = (name: ListField, label: string, data: { value: string; label: string }[]): ReactNode =>
    hide.includes(name) || (data.length === 0 && params.getAll(lists[name]).length === 0) ? null : (
      <MultiSelect
        aria-label={label}
        placeholder={params.getAll(lists[name]).length === 0 ? label : ''}
        data={data}
        value={params.getAll(lists[name])}
        onChange={(values) => {
          setParams((now) => withList(now, name, values));
        }}
        searchable
        clearable
        size="xs"
        w={190}
      />
    );
  const facet = (values: readonly { value: string; episodes: number }[] | undefined) =>
    (values ?? []).map(({ value, episodes }) => ({ value, label: `${value} (${String(episodes)})` }));
  return (
    <Group gap="xs" align="flex-start">
      <TextInput
        ref={field}
        aria-label="Search in the transcripts"
        placeholder="Words of the transcript, a tool, an order number …"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          search(event.currentTarget.value);
        }}
        size="xs"
        w={320}
      />
      {select('outcomes', 'Any outcome', outcomeOptions)}
      {select('scenarios', 'Any scenario', facet(facets.data?.scenarios))}
      {select('families', 'Any family', facet(facets.data?.families))}
      {select('policies', 'Any policy', facet(facets.data?.policies))}
      {select(
        'ends',
        'Any end',
        (facets.data?.ends ?? []).map(({ value }) => ({ value, label: endWords(value) })),
      )}
      {select('flags', 'Any flag or none', facet(facets.data?.flags))}
      <Select
        aria-label="Order"
        data={sortOptions}
        value={params.get('sort') ?? 'newest'}
        onChange={(value) => {
          setParams((now) => withText(now, 'sort', value === 'newest' ? '' : (value ?? '')));
        }}
        allowDeselect={false}
        size="xs"
        w={170}
      />
      {restrictions(searchOf(params)) === 0 ? null : (
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconX size={14} aria-hidden />}
          onClick={() => {
            setText('');
            setParams(new URLSearchParams());
          }}
        >
          Clear
        </Button>
      )}
    </Group>
  );
}
