/**
 * A live episode, played: the conversation, and beside it what the person in the seat can do. It works for every stage of the host
 * (`stages.open`), whatever opened it: Play, a rehearsal, playing on from a step.
 */
import { Alert, Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { StageSetting, StageView } from '@understudy/host/contract';
import { useState, type CSSProperties, type ReactNode } from 'react';
import { ErrorNotice } from '../parts/errors.tsx';
import { Loaded, Waiting } from '../parts/Loaded.tsx';
import { api } from '../shell/connection.ts';
import { query, useStream } from '../shell/live.ts';
import { AgentSeat } from './AgentSeat.tsx';
import { Composer } from './Composer.tsx';
import { Conversation } from './Conversation.tsx';
import { useMoves, type Moves } from './moves.ts';
import { Outcome } from './Outcome.tsx';
import { SeatBar } from './SeatBar.tsx';
import classes from './stage.module.css';
import { UserSeat } from './UserSeat.tsx';

interface StageProps {
  /** What `play.start`, `play.goOn` or another procedure that opens a stage returned. */
  readonly id: string;
  /** Any CSS length; default: what is left of the window below a screen's heading. */
  readonly height?: string;
  /** Shown below the outcome once it is over: links, another try. */
  readonly after?: (view: StageView, setting: StageSetting) => ReactNode;
}

const BELOW_HEADING = 'calc(100dvh - 190px)';

export function Stage({ id, height = BELOW_HEADING, after }: StageProps): ReactNode {
  const setting = useQuery(query.play.setting.queryOptions({ input: { id } }));
  const [view, setView] = useState<StageView | null>(null);
  const [error, setError] = useState<unknown>(null);
  useStream(id, (signal) => api.play.follow({ id }, { signal }), setView, { failed: setError });
  const moves = useMoves(id);
  const style: CSSProperties & { '--stage-height': string } = { '--stage-height': height };
  return (
    <Loaded query={setting}>
      {(fixed) => {
        if (error !== null) return <ErrorNotice error={error} />;
        if (view?.id !== id) return <Waiting />;
        return (
          <div className={classes['stage']} style={style}>
            <section
              className={`us-surface ${String(classes['talk'])}`}
              aria-label="Conversation and message"
            >
              <SeatBar setting={fixed} view={view} moves={moves} />
              <Conversation view={view}>
                <Trouble view={view} moves={moves} />
              </Conversation>
              <Foot view={view} moves={moves} after={after?.(view, fixed)} />
            </section>
            <section className={`us-surface ${String(classes['side'])}`} aria-label="What you can do">
              <Side setting={fixed} view={view} moves={moves} />
            </section>
          </div>
        );
      }}
    </Loaded>
  );
}

interface PartProps {
  readonly view: StageView;
  readonly moves: Moves;
}

function Side({ setting, view, moves }: PartProps & { readonly setting: StageSetting }): ReactNode {
  const { outcome, seats, brief } = view;
  if (outcome !== null) return <Outcome outcome={outcome} />;
  if (view.next === 'nobody')
    return (
      <div className={classes['scroll']}>
        <Text size="sm" c="dimmed" role="status">
          It is over. The judge reads it now.
        </Text>
      </div>
    );
  if (seats.agent === 'person')
    return (
      <AgentSeat setting={setting} call={moves.call} busy={moves.busy} blocked={blockedFor(view, 'agent')} />
    );
  if (seats.user === 'person') return <UserSeat brief={brief} />;
  return (
    <div className={classes['scroll']}>
      <Text size="sm" c="dimmed">
        Nobody of you plays now: agent and customer are both simulated. Take a seat whenever you like.
      </Text>
    </div>
  );
}

function Foot({ view, moves, after }: PartProps & { readonly after: ReactNode }): ReactNode {
  const { seats, outcome, brief, next } = view;
  if (outcome !== null) return after === undefined ? null : <div className={classes['foot']}>{after}</div>;
  if (next === 'nobody') return null;
  const both = seats.agent === 'person' && seats.user === 'person';
  if (seats.user === 'person' && (!both || next === 'user'))
    return (
      <Composer
        label="Your words to the agent"
        placeholder="Write to the agent"
        send={(text) => moves.speak(text, null)}
        busy={moves.busy}
        blocked={blockedFor(view, 'user') !== null}
        suggestion={brief?.suggestion ?? ''}
        more={[
          { label: 'Send and be content', send: (text) => moves.speak(text, 'content') },
          { label: 'Send and give up', send: (text) => moves.speak(text, 'gone') },
        ]}
      />
    );
  if (seats.agent === 'person')
    return (
      <Composer
        label="Your words to the customer"
        placeholder="Write to the customer"
        send={moves.say}
        busy={moves.busy}
        blocked={blockedFor(view, 'agent') !== null}
      />
    );
  return null;
}

function blockedFor({ next, working }: StageView, seat: 'agent' | 'user'): string | null {
  if (next === seat && !working) return null;
  return seat === 'agent' ? 'It is the customer’s turn.' : 'It is the agent’s turn.';
}

function Trouble({ view, moves }: PartProps): ReactNode {
  const { trouble } = view;
  if (trouble === null) return null;
  return (
    <Alert color="red" variant="light" title={trouble.message} role="alert">
      <Group justify="space-between">
        <Text size="sm">{trouble.remedy}</Text>
        <Button size="xs" variant="default" onClick={moves.retry}>
          Try again
        </Button>
      </Group>
    </Alert>
  );
}
