/** All packs: those of this workspace first, then those that came with Understudy. */
import { Button, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconFileImport, IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import type { OwnPack, PackLine, PackList } from '@understudy/host/contract';
import { DamagedNotice } from '../../parts/DamagedNotice.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { Page } from '../../parts/Page.tsx';
import { useActions } from '../../shell/actions.tsx';
import { query } from '../../shell/live.ts';
import { NewPack, type Beginning } from './NewPack.tsx';
import { BuiltInCard, OwnCard } from './PackCard.tsx';

export function PackListScreen(): ReactNode {
  const packs = useQuery(query.designer.list.queryOptions());
  const [beginning, setBeginning] = useState<Beginning | null>(null);
  useActions(
    useMemo(
      () => [
        {
          id: 'scenario-new',
          label: 'New scenario pack',
          group: 'Scenarios',
          keys: 'n',
          perform: () => setBeginning({ how: 'new' }),
        },
        {
          id: 'scenario-import',
          label: 'Import a scenario pack',
          group: 'Scenarios',
          keys: 'i',
          perform: () => setBeginning({ how: 'import' }),
        },
      ],
      [],
    ),
  );
  return (
    <Page
      title="Scenarios"
      lead="What agents rehearse: who asks for what, what the rules make right, and how the outcome is judged."
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconFileImport size={16} aria-hidden />}
            onClick={() => setBeginning({ how: 'import' })}
          >
            Import
          </Button>
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setBeginning({ how: 'new' })}
          >
            New
          </Button>
        </>
      }
    >
      <Loaded query={packs}>{(list) => <Packs list={list} begin={setBeginning} />}</Loaded>
      {beginning === null ? null : <NewPack beginning={beginning} close={() => setBeginning(null)} />}
    </Page>
  );
}

function Packs({
  list: { own, builtIn, damaged },
  begin,
}: {
  readonly list: PackList;
  readonly begin: (beginning: Beginning) => void;
}): ReactNode {
  const [params, setParams] = useSearchParams();
  const wanted = params.get('q') ?? '';
  const mine = own.filter((pack) => matches(pack, wanted));
  const others = builtIn.filter((pack) => matches(pack, wanted));
  return (
    <Stack gap="xl">
      <TextInput
        aria-label="Search the scenarios"
        placeholder="Search"
        maw={360}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={wanted}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setParams(value === '' ? {} : { q: value }, { replace: true });
        }}
      />
      <DamagedNotice
        title="Not all of your own can be used"
        damaged={damaged.map(({ id, ...rest }) => ({ ...rest, name: id }))}
      />
      <section aria-labelledby="own-packs">
        <Title order={2} size="h4" mb="sm" id="own-packs">
          Your own
        </Title>
        {own.length === 0 ? (
          <EmptyState
            title="Nothing of your own yet"
            action={{ label: 'Begin with a small one', perform: () => begin({ how: 'new' }) }}
          >
            Duplicate one of those below and change its rules, or begin with a small one that works already.
          </EmptyState>
        ) : (
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
            {mine.map((pack) => (
              <OwnCard key={pack.id} pack={pack} duplicate={() => begin(copyOf(pack))} />
            ))}
          </SimpleGrid>
        )}
        {own.length > 0 && mine.length === 0 ? <Text c="dimmed">None of them matches.</Text> : null}
      </section>
      <section aria-labelledby="built-in-packs">
        <Title order={2} size="h4" id="built-in-packs">
          Built in
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          Open one to see how it is made. Duplicate it to change it.
        </Text>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          {others.map((pack) => (
            <BuiltInCard key={pack.id} pack={pack} duplicate={() => begin(copyOf(pack))} />
          ))}
        </SimpleGrid>
        {others.length === 0 ? <Text c="dimmed">None of them matches.</Text> : null}
      </section>
    </Stack>
  );
}

function copyOf({ id, title }: OwnPack | PackLine): Beginning {
  return { how: 'duplicate', from: id, title };
}

function matches({ id, title, description }: OwnPack | PackLine, wanted: string): boolean {
  const text = `${id} ${title} ${description}`.toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
