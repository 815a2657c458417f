/** A conversation with a policy, without a task and without tools: to see that it answers, and how. Nothing of it is kept. */
import { Button, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ChatAnswer, PolicyLine } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { ErrorNotice } from '../parts/errors.tsx';
import { duration } from '../parts/format.ts';
import { query } from '../shell/live.ts';

interface Line {
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly answer?: ChatAnswer;
}

export function Chat({ policy }: { readonly policy: PolicyLine }): ReactNode {
  const [lines, setLines] = useState<readonly Line[]>([]);
  const [text, setText] = useState('');
  const ask = useMutation(
    query.policies.chat.mutationOptions({
      onSuccess: (answer) => {
        const content = answer.text === '' ? answer.other : answer.text;
        setLines((before) => [...before, { role: 'assistant', content, answer }]);
      },
    }),
  );
  const send = (): void => {
    if (text.trim() === '' || ask.isPending) return;
    const next: readonly Line[] = [...lines, { role: 'user', content: text.trim() }];
    setLines(next);
    setText('');
    ask.mutate({
      id: policy.id,
      temperature: 0.7,
      messages: next.map(({ role, content }) => ({ role, content })),
    });
  };
  return (
    <section className="us-surface" style={{ padding: 16 }} aria-labelledby="chat">
      <Stack gap="sm">
        <Title order={2} size="h4" id="chat">
          Talk to it
        </Title>
        <Text size="sm" c="dimmed">
          Without a task and without tools, only to see that it answers. Nothing of it is kept.
          {policy.source.kind === 'embedded'
            ? ' The embedded model knows two jobs and little else: expect few sensible words.'
            : ''}
        </Text>
        <Stack gap="xs" role="log" aria-label="Conversation">
          {lines.map((line, i) => (
            <div key={i}>
              <Text size="xs" c="dimmed">
                {line.role === 'user' ? 'You' : policy.title}
                {line.answer === undefined
                  ? ''
                  : ` · ${duration(line.answer.seconds)}, ${String(line.answer.completionTokens)} tokens`}
              </Text>
              <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {line.content === '' ? '(nothing)' : line.content}
              </Text>
            </div>
          ))}
        </Stack>
        {ask.error === null ? null : <ErrorNotice error={ask.error} />}
        <Textarea
          aria-label="What you say"
          placeholder="Hello?"
          value={text}
          autosize
          minRows={2}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey) return;
            event.preventDefault();
            send();
          }}
        />
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            Enter sends, Shift+Enter makes a new line
          </Text>
          <Button
            size="xs"
            leftSection={<IconSend size={14} aria-hidden />}
            loading={ask.isPending}
            disabled={policy.state !== 'ready'}
            onClick={send}
          >
            Send
          </Button>
        </Group>
      </Stack>
    </section>
  );
}
