/** Plays an episode on from a step: with another policy, after other words of the customer, or by hand. */
import {
  Alert,
  Button,
  CloseButton,
  Group,
  Modal,
  Select,
  Stack,
  Text,
  Textarea,
  Title,
} from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Step } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { ErrorNotice, notifyError } from '../parts/errors.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { query } from '../shell/live.ts';
import { titleOf } from './model.ts';

interface ForkDialogProps {
  readonly id: string;
  readonly steps: readonly Step[];
  /** The step to play on from; null shows nothing. */
  readonly from: number | null;
  readonly close: () => void;
}

export function ForkDialog({ id, steps, from, close }: ForkDialogProps): ReactNode {
  return (
    <Modal.Root opened={from !== null} onClose={close} size="lg">
      <Modal.Overlay />
      <Modal.Content aria-label="Play on from here">
        <Modal.Body>
          <Group justify="space-between" mb="sm">
            <Title order={2} size="h4">
              Play on from here
            </Title>
            <CloseButton aria-label="Close" onClick={close} />
          </Group>
          {from === null ? null : <Choices id={id} steps={steps} from={from} />}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** Who moves after the move that a step belongs to; null at the end. */
export function nextMover(steps: readonly Step[], from: number): 'agent' | 'user' | null {
  const next = steps.find(
    ({ seq, type }) => seq > from && (type === 'agent_turn' || type === 'user_message'),
  );
  if (next === undefined) return null;
  return next.type === 'agent_turn' ? 'agent' : 'user';
}

function Choices({
  id,
  steps,
  from,
}: Omit<ForkDialogProps, 'from' | 'close'> & { readonly from: number }): ReactNode {
  const mover = nextMover(steps, from);
  const [policy, setPolicy] = useState('embedded');
  const [line, setLine] = useState('');
  const policies = useQuery(query.episodes.policies.queryOptions());
  const fork = useMutation(query.episodes.fork.mutationOptions());
  const step = steps[from];
  if (mover === null || step === undefined)
    return <Text>The episode is over here, and nothing can follow. Go back to an earlier step.</Text>;
  if (fork.data !== undefined) return <Progress work={fork.data.work} />;
  const userLine = line.trim();
  return (
    <Stack>
      <Text size="sm">
        Everything up to step {from} ({titleOf(step)}) stays as it was. Then it is the{' '}
        {mover === 'agent' ? 'agent’s' : 'customer’s'} turn. The original is kept; what comes of it is an
        episode of its own.
      </Text>
      <Loaded query={policies}>
        {(list) => (
          <Select
            label="Who plays the agent from here"
            data={list.map(({ name, label }) => ({ value: name, label }))}
            value={policy}
            allowDeselect={false}
            onChange={(value) => setPolicy(value ?? 'embedded')}
          />
        )}
      </Loaded>
      {mover === 'user' ? (
        <Textarea
          label="What the customer says instead"
          description="Leave it empty for what the simulated customer says by itself."
          value={line}
          maxLength={2000}
          autosize
          minRows={2}
          onChange={(event) => setLine(event.currentTarget.value)}
        />
      ) : null}
      {fork.isError ? <ErrorNotice error={fork.error} /> : null}
      <Group justify="space-between">
        <ByHand id={id} from={from} mover={mover} />
        <Button
          loading={fork.isPending}
          onClick={() => fork.mutate({ id, seq: from, policy, ...(userLine === '' ? {} : { userLine }) })}
        >
          Play on
        </Button>
      </Group>
    </Stack>
  );
}

function ByHand({
  id,
  from,
  mover,
}: {
  readonly id: string;
  readonly from: number;
  readonly mover: 'agent' | 'user';
}): ReactNode {
  const [, navigate] = useLocation();
  const sit = useMutation(
    query.play.goOn.mutationOptions({
      onError: notifyError,
      onSuccess: ({ stage }) => navigate(`/play/${encodeURIComponent(stage)}`),
    }),
  );
  const take = (seat: 'agent' | 'user'): void => sit.mutate({ episodeId: id, seq: from, seat, policy: null });
  return (
    <Button variant="default" loading={sit.isPending} onClick={() => take(mover)}>
      {mover === 'agent' ? 'Take the agent’s seat myself' : 'Be the customer myself'}
    </Button>
  );
}

/** How far it is; the way to both when it is over. */
function Progress({ work }: { readonly work: string }): ReactNode {
  const works = useQuery(query.app.work.list.queryOptions());
  const item = works.data?.find(({ id }) => id === work);
  if (item === undefined || item.status === 'running')
    return (
      <Text size="sm" role="status">
        {item === undefined || item.stage === '' ? 'Going back to this step' : item.stage}…
      </Text>
    );
  const { outcome, link, status } = item;
  if (status !== 'done' || link === null)
    return (
      <Alert color="red" title={outcome?.message ?? 'It could not be played on.'} role="alert">
        {outcome?.remedy}
      </Alert>
    );
  return (
    <Stack>
      <Text role="status">{outcome?.message}</Text>
      <Button component={Link} href={link}>
        See both side by side
      </Button>
    </Stack>
  );
}
