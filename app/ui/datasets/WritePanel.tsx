/** The name, what else goes into the dataset, and the button that writes it. */
import { Button, Checkbox, Collapse, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
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
  const [more, { toggle }] = useDisclosure();
  const [pairs, setPairs] = useState(false);
  const [margin, setMargin] = useState(0.1);
  const [kto, setKto] = useState(false);
  const [reviews, setReviews] = useState(false);
  const { labelled } = counts.facets;
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
      aria-label="Write the dataset"
      style={{ padding: 16, borderTop: '1px solid var(--us-line)' }}
      onSubmit={(event) => {
        event.preventDefault();
        if (write.isPending || counts.kept === 0) return;
        const asGrades = reviews && labelled > 0;
        write.mutate({
          runs: [...runs],
          spec: rules,
          name,
          pairs: pairs ? margin : null,
          kto,
          reviews: asGrades,
        });
      }}
    >
      <Stack gap="sm">
        <Group align="flex-end" gap="sm">
          <TextInput
            label="Name"
            description="Used before, it becomes another version"
            value={name}
            onChange={(event) => setNamed(event.currentTarget.value)}
            w={300}
          />
          <Button type="submit" loading={write.isPending} disabled={counts.kept === 0}>
            Write {count(counts.kept)} episodes
          </Button>
          <Button variant="subtle" size="sm" onClick={toggle} aria-expanded={more}>
            {more ? 'Fewer choices' : 'More to write'}
          </Button>
        </Group>
        <Collapse expanded={more}>
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
            <Checkbox
              label="Also what reviewers said, as grades"
              description={
                labelled === 0
                  ? 'Nobody has reviewed an episode of these runs yet'
                  : `Of ${count(labelled)} reviewed ${labelled === 1 ? 'episode' : 'episodes'}; for training a judge`
              }
              disabled={labelled === 0}
              checked={reviews && labelled > 0}
              onChange={(event) => setReviews(event.currentTarget.checked)}
            />
          </Stack>
        </Collapse>
        {write.error === null ? null : <ErrorNotice error={write.error} />}
        {counts.kept === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing is kept: loosen a rule, or choose more runs.
          </Text>
        ) : null}
      </Stack>
    </form>
  );
}
