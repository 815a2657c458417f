/** How it was scored and what others said: hidden until one has judged, so that nobody follows the score. */
import { Stack, Switch, Text, Title } from '@mantine/core';
import type { EpisodePage, Reviewed } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { figure } from '../parts/format.ts';
import { OutcomeMark, outcomeOf } from '../parts/outcome.tsx';
import { hidesScore, rememberHidesScore } from './reviewer.ts';
import { VerdictMark } from './VerdictButtons.tsx';

export function Score({
  page,
  judged,
  others,
}: {
  readonly page: EpisodePage;
  readonly judged: boolean;
  readonly others: Reviewed;
}): ReactNode {
  const [hides, setHides] = useState(hidesScore);
  const { record, verdict } = page;
  const shown = judged || !hides;
  return (
    <section className="us-surface" style={{ padding: 16 }} aria-label="The score">
      <Stack gap={8}>
        <Title order={2} size="h5">
          How it was scored
        </Title>
        {shown ? (
          <>
            <OutcomeMark
              outcome={outcomeOf({ status: record.status, success: record.reward?.success ?? null })}
            />
            <Text size="sm">Reward {figure(record.reward?.value ?? null)}</Text>
            {verdict.because.slice(0, 3).map((line) => (
              <Text key={line} size="sm" c="dimmed">
                {line}
              </Text>
            ))}
          </>
        ) : (
          <Text size="sm" c="dimmed">
            Hidden until you have judged, so that it does not lead you.
          </Text>
        )}
        <Switch
          size="xs"
          label="Hide it until I have judged"
          checked={hides}
          onChange={(event) => {
            setHides(event.currentTarget.checked);
            rememberHidesScore(event.currentTarget.checked);
          }}
        />
        <Others others={others} />
      </Stack>
    </section>
  );
}

function Others({ others: { others, otherReviewers } }: { readonly others: Reviewed }): ReactNode {
  if (otherReviewers === 0) return null;
  if (others.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {otherReviewers === 1
          ? 'One other person has judged this.'
          : `${String(otherReviewers)} others have judged this.`}{' '}
        You see it when you have.
      </Text>
    );
  return (
    <div>
      <Title order={3} size="h6" mt={4} mb={4}>
        What others said
      </Title>
      {others.map(({ reviewer, seq, verdict, note }) => (
        <Text key={`${reviewer} ${String(seq)}`} size="sm">
          {reviewer}
          {seq === null ? '' : `, step ${String(seq)}`}: <VerdictMark verdict={verdict} /> {note}
        </Text>
      ))}
    </div>
  );
}
