/** A tool tried by hand: the form, its answer, and which rows and states it changed. */
import { Group, NumberInput, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SystemView, ToolView, Tried } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { ErrorNotice } from '../parts/errors.tsx';
import { ToolForm } from '../parts/ToolForm.tsx';
import { query } from '../shell/live.ts';
import type { Address } from './address.ts';
import classes from './systems.module.css';
import { TriedView } from './TriedView.tsx';

interface TryItProps {
  readonly system: SystemView;
  readonly tool: ToolView;
  readonly address: Address;
}

export function TryIt({ system, tool, address }: TryItProps): ReactNode {
  const client = useQueryClient();
  const world = useQuery(query.systems.world.queryOptions({ input: address.world }));
  const [chosen, setChosen] = useState<Readonly<Record<string, number>>>({});
  const [tries, setTries] = useState(0);
  const call = useMutation(
    query.systems.call.mutationOptions({
      onSuccess: () => client.invalidateQueries({ queryKey: query.systems.key() }),
    }),
  );
  return (
    <div className={classes['try']}>
      <section className={`us-surface ${String(classes['page'])}`} aria-label="Try it">
        <Title order={3} size="h5" mb="xs">
          Try it in this world
        </Title>
        <ToolForm
          key={tries}
          tool={tool}
          busy={call.isPending}
          focus={false}
          described={false}
          leave={{ label: 'Clear', perform: () => setTries(tries + 1) }}
          send={(args) =>
            call.mutate({ world: address.world, tool: tool.name, arguments: { ...args }, atHand: chosen })
          }
        />
        {(world.data?.atHand ?? []).length === 0 ? null : (
          <Group gap="sm" mt="md" align="flex-end">
            {world.data?.atHand.map(({ table, key, label }) => (
              <NumberInput
                key={table}
                size="xs"
                w={130}
                label={label}
                value={chosen[table] ?? key}
                min={1}
                onChange={(value) => setChosen((before) => ({ ...before, [table]: Number(value) || key }))}
              />
            ))}
          </Group>
        )}
      </section>
      <section
        className={`us-surface ${String(classes['page'])}`}
        aria-label="What happened"
        aria-live="polite"
      >
        <Title order={3} size="h5" mb="xs">
          What happened
        </Title>
        <Happened system={system} tried={call.data ?? null} error={call.error} address={address} />
      </section>
    </div>
  );
}

interface HappenedProps {
  readonly system: SystemView;
  readonly tried: Tried | null;
  readonly error: unknown;
  readonly address: Address;
}

function Happened({ system, tried, error, address }: HappenedProps): ReactNode {
  if (error !== null) return <ErrorNotice error={error} />;
  if (tried === null)
    return (
      <Text size="sm" c="dimmed">
        Nothing yet. The answer, the rows and the states that change are shown here. Nothing real is behind
        it, and the world can be reset.
      </Text>
    );
  return (
    <Stack gap="md">
      <TriedView system={system} tried={tried} address={address} />
    </Stack>
  );
}
