/** What was played by hand before: looked at again, or gone on with where it was cut short. */
import { Button, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { EarlierPlay } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { notifyError } from '../parts/errors.tsx';
import { dateTime, figure } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { OutcomeMark, endWords, outcomeOf } from '../parts/outcome.tsx';
import { query } from '../shell/live.ts';

export function EarlierPlays(): ReactNode {
  const earlier = useQuery(query.play.earlier.queryOptions());
  return (
    <section aria-label="Earlier plays">
      <Title order={2} size="h4" mb="xs">
        Earlier plays
      </Title>
      <Loaded query={earlier}>
        {(plays) =>
          plays.length === 0 ? (
            <Text size="sm" c="dimmed">
              Nothing yet. What you play is kept here with its score, move by move.
            </Text>
          ) : (
            <PlaysTable plays={plays} />
          )
        }
      </Loaded>
    </section>
  );
}

function PlaysTable({ plays }: { readonly plays: readonly EarlierPlay[] }): ReactNode {
  return (
    <Table.ScrollContainer minWidth={720} className="us-surface">
      <Table verticalSpacing="xs" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Case</Table.Th>
            <Table.Th>Agent</Table.Th>
            <Table.Th>How it went</Table.Th>
            <Table.Th ta="right">Score</Table.Th>
            <Table.Th>When</Table.Th>
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {plays.map((play) => (
            <PlayRow key={play.episodeId} play={play} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function PlayRow({ play }: { readonly play: EarlierPlay }): ReactNode {
  const { episodeId, scenario, family, policyId, reward, startedAt, resumable, endReason } = play;
  return (
    <Table.Tr>
      <Table.Td>
        {family.replaceAll('_', ' ')}
        <Text size="xs" c="dimmed">
          {scenario}
        </Text>
      </Table.Td>
      <Table.Td>{policyId === 'human' ? 'you' : policyId}</Table.Td>
      <Table.Td>
        <OutcomeMark outcome={outcomeOf(play)} />
        <Text size="xs" c="dimmed">
          {endReason === null ? unfinished(play) : endWords(endReason)}
        </Text>
      </Table.Td>
      <Table.Td ta="right" className="us-number">
        {figure(reward)}
      </Table.Td>
      <Table.Td>{dateTime(startedAt)}</Table.Td>
      <Table.Td ta="right">
        <NextStep play={play} />
        {play.stage === null && !resumable ? (
          <Button
            component={Link}
            href={`/episodes/${encodeURIComponent(episodeId)}`}
            size="compact-sm"
            variant="default"
            aria-label={`Look at ${episodeId}`}
          >
            Look
          </Button>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
}

function unfinished({ stage, resumable }: EarlierPlay): string {
  if (stage !== null) return 'You are at it';
  return resumable ? 'It was cut short' : 'Cut short, gone on with in a later one';
}

function NextStep({ play }: { readonly play: EarlierPlay }): ReactNode {
  const [, navigate] = useLocation();
  const { episodeId, policyId, stage, resumable } = play;
  const goOn = useMutation(
    query.play.goOn.mutationOptions({
      onSuccess: (opened) => {
        navigate(`/play/${opened.stage}`);
      },
      onError: notifyError,
    }),
  );
  if (stage !== null)
    return (
      <Button component={Link} href={`/play/${stage}`} size="compact-sm">
        Go on
      </Button>
    );
  if (!resumable) return null;
  const seat = policyId === 'human' ? 'agent' : 'user';
  return (
    <Button
      size="compact-sm"
      loading={goOn.isPending}
      onClick={() => goOn.mutate({ episodeId, seq: null, seat, policy: null })}
    >
      Go on
    </Button>
  );
}
