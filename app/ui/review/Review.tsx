/** Review: who am I, what do I look at next, and what do I say about it. */
import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Page } from '../parts/Page.tsx';
import { count } from '../parts/format.ts';
import { query } from '../shell/live.ts';
import { Agreement } from './Agreement.tsx';
import { rememberedReviewer, rememberReviewer } from './reviewer.ts';
import { ReviewQueue } from './ReviewQueue.tsx';

export default function Review(): ReactNode {
  const [reviewer, setReviewer] = useState(rememberedReviewer);
  const become = (name: string): void => {
    rememberReviewer(name);
    setReviewer(name);
  };
  return (
    <Page
      title="Review"
      lead="Say what you think of an episode, and of single steps. What people said can decide what is learned from."
      actions={
        reviewer === '' ? undefined : (
          <Group gap="xs">
            <Text size="sm">
              You are <b>{reviewer}</b>
            </Text>
            <Button variant="default" size="xs" onClick={() => become('')}>
              Somebody else
            </Button>
          </Group>
        )
      }
    >
      {reviewer === '' ? <WhoAreYou become={become} /> : <ReviewQueue key={reviewer} reviewer={reviewer} />}
      <Agreement />
    </Page>
  );
}

function WhoAreYou({ become }: { readonly become: (name: string) => void }): ReactNode {
  const [name, setName] = useState('');
  const reviewers = useQuery(query.review.reviewers.queryOptions());
  return (
    <form
      className="us-surface"
      style={{ padding: 24, maxWidth: 560 }}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') become(name.trim());
      }}
    >
      <Stack gap="md">
        <TextInput
          label="Who are you?"
          description="Your name stands beside what you say, so that two people can be compared. It is remembered on this computer."
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
          autoFocus
        />
        <Group>
          <Button type="submit" disabled={name.trim() === ''}>
            Begin
          </Button>
        </Group>
        {(reviewers.data ?? []).length === 0 ? null : (
          <Alert variant="light" color="gray" title="Or go on as">
            <Group gap="xs">
              {(reviewers.data ?? []).map((one) => (
                <Button key={one.name} size="xs" variant="default" onClick={() => become(one.name)}>
                  {one.name}, {count(one.episodes)} labelled
                </Button>
              ))}
            </Group>
          </Alert>
        )}
      </Stack>
    </form>
  );
}
