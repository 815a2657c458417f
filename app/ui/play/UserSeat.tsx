/** The user's seat: who you are, what you want, what you know, and what you have told already. */
import { Stack, Text, Title } from '@mantine/core';
import type { UserBrief } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import classes from './stage.module.css';

export function UserSeat({ brief }: { readonly brief: UserBrief | null }): ReactNode {
  if (brief === null)
    return (
      <div className={classes['scroll']}>
        <Text size="sm" c="dimmed">
          The agent is at work. What you want and know is shown here when it is your turn.
        </Text>
      </div>
    );
  return (
    <div className={classes['scroll']} tabIndex={0} role="region" aria-label="Your part">
      <Stack gap="md">
        <section>
          <Title order={2} size="h5">
            You want to {brief.goal}
          </Title>
          <Text size="sm" c="dimmed">
            {brief.manner}
          </Text>
        </section>
        <section>
          <Title order={3} size="h6" mb={6}>
            What you know
          </Title>
          <dl className={classes['facts']}>
            {brief.facts.map(({ label, value, told }) => (
              <div key={label} className={classes['fact']}>
                <dt>{label}</dt>
                <dd>
                  {value ?? 'you do not know it'}
                  {told ? <span className={classes['who']}> · told</span> : null}
                </dd>
              </div>
            ))}
          </dl>
        </section>
        {brief.did === null ? null : (
          <section>
            <Title order={3} size="h6" mb={4}>
              You did what the agent asked for
            </Title>
            <Text size="sm">
              {brief.did.label}
              {brief.did.ok ? '' : ', but it did not work'}
              {brief.did.reading === '' ? '.' : `. You saw: ${brief.did.reading}`}
            </Text>
          </section>
        )}
        <Text size="sm" c="dimmed">
          Say it in your own words. Nothing is known to the agent that you do not write.
        </Text>
      </Stack>
    </div>
  );
}
