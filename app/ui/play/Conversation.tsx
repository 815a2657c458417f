/** What was said and done, oldest first; the newest is always in sight, and told to screen readers as it comes. */
import { Loader, Text } from '@mantine/core';
import type { StageLine, StageView } from '@understudy/host/contract';
import { useEffect, useRef, type ReactNode } from 'react';
import { DataView } from '../parts/DataView.tsx';
import classes from './stage.module.css';

interface ConversationProps {
  readonly view: StageView;
  /** Stands below the last line. */
  readonly children?: ReactNode;
}

export function Conversation({ view, children }: ConversationProps): ReactNode {
  const end = useRef<HTMLDivElement>(null);
  const { lines, working, next, outcome, seats } = view;
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [lines.length, working, outcome]);
  return (
    <div className={classes['lines']} role="log" aria-label="Conversation" tabIndex={0}>
      {lines.map((line) => (
        <Line key={`${line.kind}-${String(line.seq)}`} line={line} seats={seats} />
      ))}
      {lines.length === 0 && !working ? (
        <Text size="sm" c="dimmed">
          {seats.user === 'person' ? 'You begin: write what you want.' : 'Nothing was said yet.'}
        </Text>
      ) : null}
      {working ? (
        <Text size="sm" c="dimmed" role="status">
          <Loader size={12} mr={8} aria-hidden />
          {next === 'user' ? 'The customer is writing…' : 'The agent is at work…'}
        </Text>
      ) : null}
      {children}
      <div ref={end} />
    </div>
  );
}

interface LineProps {
  readonly line: StageLine;
  readonly seats: StageView['seats'];
}

function Line({ line, seats }: LineProps): ReactNode {
  if (line.kind === 'unreadable')
    return (
      <Text size="sm" className="us-warn">
        The agent’s output could not be read: {line.text}
      </Text>
    );
  if (line.kind === 'said')
    return (
      <div className={classes['said']} data-who={line.who}>
        <div className={classes['who']}>{nameOf(line, seats)}</div>
        {line.text}
      </div>
    );
  const { outcome } = line;
  return (
    <details className={classes['called']} data-ok={outcome.ok} open>
      <summary>
        <span className={classes['who']}>{nameOf(line, seats)} used </span>
        <span className={classes['tool']}>{line.tool}</span>
        {outcome.ok ? null : <span className="us-bad"> · did not work</span>}
      </summary>
      <div className={classes['args']}>{argumentsInWords(line.arguments)}</div>
      <div className={classes['answer']}>
        {outcome.ok ? (
          <DataView value={outcome.result} />
        ) : (
          <>
            <div>{outcome.message}</div>
            {outcome.hint === null ? null : <div className={classes['who']}>{outcome.hint}</div>}
            <div className={classes['who']}>{outcome.code.replaceAll('_', ' ')}</div>
          </>
        )}
      </div>
    </details>
  );
}

function nameOf(
  { who, holder }: Extract<StageLine, { kind: 'said' | 'called' }>,
  seats: StageView['seats'],
): string {
  if (holder === 'person') return 'You';
  const name = who === 'agent' ? 'Agent' : 'Customer';
  return seats[who] === 'person' ? `${name}, played for you` : name;
}

function argumentsInWords(args: Extract<StageLine, { kind: 'called' }>['arguments']): string {
  return Object.entries(args)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${textOf(value)}`)
    .join(' · ');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
