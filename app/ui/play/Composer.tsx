/** Where a person writes: to the customer from the agent's seat, to the agent from the user's. Enter sends, Shift+Enter breaks the line. */
import { Button, Group, Kbd, Textarea } from '@mantine/core';
import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useActions, type Action } from '../shell/actions.tsx';
import classes from './stage.module.css';

interface ComposerProps {
  readonly label: string;
  readonly placeholder: string;
  /** Resolves when it was sent; what was written stays where it rejects. */
  readonly send: (text: string) => Promise<unknown>;
  readonly busy: boolean;
  readonly blocked: boolean;
  /** Other ways to send what is written. */
  readonly more?: readonly { readonly label: string; readonly send: (text: string) => Promise<unknown> }[];
  /** What could be said, for somebody who has no words of their own. */
  readonly suggestion?: string;
}

export function Composer(props: ComposerProps): ReactNode {
  const { label, placeholder, send, busy, blocked, more = [], suggestion = '' } = props;
  const [text, setText] = useState('');
  const box = useRef<HTMLTextAreaElement>(null);
  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: 'stage-write',
        label: 'Write a message',
        group: 'Play',
        keys: 'm',
        perform: () => box.current?.focus(),
      },
    ],
    [],
  );
  useActions(actions);
  const able = text.trim() !== '' && !busy && !blocked;
  const give = (to: (text: string) => Promise<unknown>): void => {
    if (!able) return;
    void to(text.trim()).then(
      () => setText(''),
      () => undefined,
    );
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') box.current?.blur();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    give(send);
  };
  return (
    <div className={classes['foot']}>
      <Textarea
        ref={box}
        aria-label={label}
        placeholder={placeholder}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={press}
        rightSection={<Kbd size="xs">M</Kbd>}
      />
      <Group gap="xs" mt="xs">
        <Button size="xs" disabled={!able} onClick={() => give(send)}>
          Send
        </Button>
        {more.map((other) => (
          <Button
            key={other.label}
            size="xs"
            variant="default"
            disabled={!able}
            onClick={() => give(other.send)}
          >
            {other.label}
          </Button>
        ))}
        {suggestion === '' || text !== '' ? null : (
          <Button
            size="xs"
            variant="subtle"
            onClick={() => {
              setText(suggestion);
              box.current?.focus();
            }}
          >
            Suggest words
          </Button>
        )}
      </Group>
    </div>
  );
}
