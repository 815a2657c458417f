/** A row of a dataset in three views: as a text to read, as the messages it holds, and as the tokens that are learned from. */
import { SegmentedControl, Stack, Text } from '@mantine/core';
import type { ChatMessage, DatasetRowView } from '@understudy/host/contract';
import { useEffect, useRef, type ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { count } from '../parts/format.ts';
import classes from './datasets.module.css';

const views = [
  { value: 'text', label: 'Text' },
  { value: 'messages', label: 'Messages' },
  { value: 'tokens', label: 'Tokens' },
];

export function RowViews({ row }: { readonly row: DatasetRowView }): ReactNode {
  const [params, setParams] = useSearchParams();
  const view = params.get('view') ?? 'text';
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="How the row is shown"
        data={views}
        value={view}
        onChange={(value) => {
          setParams(
            (now) => {
              const next = new URLSearchParams(now);
              next.set('view', value);
              return next;
            },
            { replace: true },
          );
        }}
      />
      {view === 'tokens' ? (
        <Tokens row={row} />
      ) : view === 'messages' ? (
        <Messages row={row} />
      ) : (
        <Conversation row={row} />
      )}
    </Stack>
  );
}

const speakers = { system: 'Instructions', user: 'Customer', assistant: 'Agent', tool: 'Tool' } as const;

function Conversation({ row: { messages } }: { readonly row: DatasetRowView }): ReactNode {
  return (
    <div className={classes['conversation']} role="list" aria-label="Conversation">
      {messages.map((message, index) => (
        <div key={index} data-role={message.role} role="listitem">
          <span className={classes['who']}>
            {message.role === 'tool' ? `${message.name} answers` : speakers[message.role]}
          </span>
          {said(message) === '' ? null : <div className={classes['said']}>{said(message)}</div>}
          {message.role === 'assistant'
            ? (message.tool_calls ?? []).map((call) => (
                <div key={call.id} className={classes['call']}>
                  {call.function.name}({call.function.arguments})
                </div>
              ))
            : null}
        </div>
      ))}
    </div>
  );
}

function said(message: ChatMessage): string {
  return message.content ?? '';
}

function Messages({ row: { messages, tools } }: { readonly row: DatasetRowView }): ReactNode {
  return (
    <>
      <Text size="xs" c="dimmed">
        {count(messages.length)} messages and {count(tools.length)} tools, in the shape that most programs
        read.
      </Text>
      <pre className={classes['json']} tabIndex={0} aria-label="Messages as JSON">
        {JSON.stringify(messages, null, 2)}
      </pre>
    </>
  );
}

function Tokens({ row: { id, tokens } }: { readonly row: DatasetRowView }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  // A row begins with long instructions: what is learned from is brought into sight.
  useEffect(() => {
    const first = box.current?.querySelector('[data-learned]');
    if (box.current !== null && first instanceof HTMLElement) box.current.scrollTop = first.offsetTop - 120;
  }, [id]);
  if (tokens === null)
    return (
      <Text size="sm" c="dimmed">
        Whoever played this recorded no tokens: scripts and endpoints do not. It can be learned from as
        messages.
      </Text>
    );
  const { pieces, total, learned, readable } = tokens;
  return (
    <>
      <Text size="sm">
        <span className={classes['learned']}>Underlined</span> is what the model wrote and learns from:{' '}
        {count(learned)} of {count(total)} tokens. The rest it only reads.
      </Text>
      {readable ? null : (
        <Text size="xs" className="us-warn">
          The model’s file is not at hand, so its tokens are shown as numbers.
        </Text>
      )}
      <div ref={box} className={classes['tokens']} role="region" aria-label="Tokens of this row" tabIndex={0}>
        {pieces.map(({ text, control, learned: own }, index) => (
          <span
            key={index}
            className={own ? classes['learned'] : undefined}
            data-learned={own || undefined}
            data-control={control || undefined}
            data-odd={index % 2 === 1 || undefined}
          >
            {text}
          </span>
        ))}
      </div>
      {pieces.length < total ? (
        <Text size="xs" c="dimmed">
          The first {count(pieces.length)} tokens.
        </Text>
      ) : null}
    </>
  );
}
