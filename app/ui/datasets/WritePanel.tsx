/** The name, what else goes into the dataset, and the button that writes it. */
import { Button, Checkbox, Group, NumberInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import type { SelectionCounts } from '@understudy/host/contract';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { ErrorNotice } from '../parts/errors.tsx';
import { count } from '../parts/format.ts';
import { useActions, type Action } from '../shell/actions.tsx';
import { query } from '../shell/live.ts';
import { nameFrom, type Rules } from './choice.ts';

interface WritePanelProps {
  readonly runs: readonly string[];
  readonly rules: Rules;
  readonly counts: SelectionCounts;
}

export function WritePanel({ runs, rules, counts }: WritePanelProps): ReactNode {
  const [, navigate] = useLocation();
  const form = useRef<HTMLFormElement>(null);
  const [named, setNamed] = useState<string | null>(null);
  const [pairs, setPairs] = useState(false);
  const [margin, setMargin] = useState(0.1);
  const [kto, setKto] = useState(false);
  const name = named ?? nameFrom(counts.scenarios);
  const write = useMutation(
    query.datasets.write.mutationOptions({
      onSuccess: ({ folder, existed }) => {
        if (existed) notifications.show({ message: 'The very same dataset was there already. Here it is.' });
        navigate(`/datasets/${encodeURIComponent(folder)}`);
      },
    }),
  );
  useActions(
    useMemo<readonly Action[]>(
      () => [
        {
          id: 'write-dataset',
          label: 'Write the dataset',
          group: 'Datasets',
          keys: '$mod+Enter',
          whileTyping: true,
          perform: () => form.current?.requestSubmit(),
        },
      ],
      [],
    ),
  );
  return (
    <form
      ref={form}
      className="us-surface"
      style={{ padding: 16 }}
      onSubmit={(event) => {
        event.preventDefault();
        if (write.isPending || counts.kept === 0) return;
        write.mutate({ runs: [...runs], spec: rules, name, pairs: pairs ? margin : null, kto });
      }}
    >
      <Stack gap="md">
        <Title order={2} size="h5">
          Write it
        </Title>
        <TextInput
          label="Name"
          description="The same name with other content becomes another version of it"
          value={name}
          onChange={(event) => setNamed(event.currentTarget.value)}
          maw={420}
        />
        <Stack gap="xs">
          <Checkbox
            label="Also pairs of a better and a worse answer"
            description="From all episodes of these runs; for training by preference"
            checked={pairs}
            onChange={(event) => setPairs(event.currentTarget.checked)}
          />
          {pairs ? (
            <NumberInput
              label="Their rewards are at least so far apart"
              min={0.01}
              max={1}
              step={0.05}
              value={margin}
              onChange={(value) => setMargin(Math.min(1, Math.max(0.01, Number(value) || 0.1)))}
              maw={260}
              ml={30}
            />
          ) : null}
          <Checkbox
            label="Also every judged answer, labelled good or bad"
            description="From all episodes of these runs; for training on single labels"
            checked={kto}
            onChange={(event) => setKto(event.currentTarget.checked)}
          />
        </Stack>
        {write.error === null ? null : <ErrorNotice error={write.error} />}
        <Group>
          <Button type="submit" loading={write.isPending} disabled={counts.kept === 0}>
            Write {count(counts.kept)} episodes
          </Button>
          <Text size="xs" c="dimmed">
            {counts.kept === 0
              ? 'Nothing is kept: loosen a rule, or choose more runs.'
              : 'It never changes afterwards, and every row keeps where it comes from.'}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
