/** The frame of every form that starts a job: what is chosen, the new policy's name, how it is measured, and what it comes to beside it. */
import {
  Button,
  Collapse,
  Group,
  NumberInput,
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
import { useLocation } from 'wouter';
import { ErrorNotice } from '../parts/errors.tsx';
import { query } from '../shell/live.ts';
import { PlanPanel } from './PlanPanel.tsx';
import classes from './training.module.css';

interface DeskProps {
  /** Null while something is missing. */
  readonly choice: TrainingChoice | null;
  /** What; null where nothing is. */
  readonly missing: string | null;
  /** The name until somebody writes another one. */
  readonly suggested: string;
  readonly nameLabel?: string;
  /** Whose held-out tasks can measure it; absent: none can. Null: measuring makes no sense here. */
  readonly pack: TrainingChoices['measurable'][number] | undefined | null;
  readonly children: ReactNode;
  /** What is rarely changed. */
  readonly more: ReactNode;
}

export function Desk(props: DeskProps): ReactNode {
  const { choice, missing, suggested, nameLabel = 'Name of the new policy', pack, children, more } = props;
  const [, navigate] = useLocation();
  const [open, { toggle }] = useDisclosure();
  const [named, setNamed] = useState<string | null>(null);
  const [wish, setWish] = useState({ on: true, tasks: 55, samples: 2 });
  const [settled] = useDebouncedValue(choice, 500);
  const start = useMutation(
    query.training.start.mutationOptions({
      onSuccess: ({ id }) => {
        navigate(`/training/${encodeURIComponent(id)}`);
      },
    }),
  );
  const name = named ?? suggested;
  const measured = pack ?? undefined;
  const tasks = Math.min(wish.tasks, measured?.heldout ?? 1);
  return (
    <form
      className={classes['desk']}
      onSubmit={(event) => {
        event.preventDefault();
        if (choice === null) return;
        const measure = wish.on && measured !== undefined ? { tasks, samples: wish.samples } : null;
        start.mutate({ choice, name, measure });
      }}
    >
      <Stack gap="lg">
        {children}
        <TextInput
          label={nameLabel}
          value={name}
          maxLength={120}
          required
          onChange={(event) => {
            setNamed(event.currentTarget.value);
          }}
        />
        {pack === null ? null : (
          <Stack gap="xs">
            <Switch
              label="Measure it before and after"
              description={
                measured === undefined
                  ? 'There are no held-out tasks here that could be judged'
                  : 'Both policies play the same held-out tasks, which training never sees'
              }
              checked={wish.on && measured !== undefined}
              disabled={measured === undefined}
              onChange={(event) => {
                setWish({ ...wish, on: event.currentTarget.checked });
              }}
            />
            {wish.on && measured !== undefined ? (
              <Group>
                <NumberInput
                  label="Held-out tasks"
                  min={1}
                  max={measured.heldout}
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
        )}
        <UnstyledButton onClick={toggle} aria-expanded={open} w="fit-content">
          <Text size="sm" td="underline">
            {open ? 'Fewer settings' : 'More settings'}
          </Text>
        </UnstyledButton>
        <Collapse expanded={open}>{more}</Collapse>
        {start.error === null ? null : <ErrorNotice error={start.error} />}
        <Group>
          <Button
            type="submit"
            loading={start.isPending}
            disabled={choice === null}
            leftSection={<IconSchool size={16} aria-hidden />}
          >
            Start the training
          </Button>
        </Group>
      </Stack>
      <PlanPanel choice={choice === null ? null : settled} missing={missing} />
    </form>
  );
}
