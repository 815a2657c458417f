/** What the agent had before it in one turn, exactly: the conversation, and the tokens with their probabilities. */
import { CloseButton, Drawer, Group, SegmentedControl, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Seen, SeenToken } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { count, percent } from '../parts/format.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { query } from '../shell/live.ts';
import styles from './replay.module.css';

interface SeenDrawerProps {
  readonly id: string;
  /** The turn; null shows nothing. */
  readonly seq: number | null;
  readonly close: () => void;
}

export function SeenDrawer({ id, seq, close }: SeenDrawerProps): ReactNode {
  const title = `What the agent saw at step ${String(seq ?? 0)}`;
  return (
    <Drawer.Root opened={seq !== null} onClose={close} position="right" size="xl">
      <Drawer.Overlay />
      <Drawer.Content aria-label={title}>
        <Drawer.Body>
          <Group justify="space-between" mb="sm">
            <Title order={2} size="h4">
              {title}
            </Title>
            <CloseButton aria-label="Close" onClick={close} />
          </Group>
          {seq === null ? null : <Turn id={id} seq={seq} />}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function Turn({ id, seq }: { readonly id: string; readonly seq: number }): ReactNode {
  const seen = useQuery(query.episodes.saw.queryOptions({ input: { id, seq } }));
  const [as, setAs] = useState('tokens');
  return (
    <Loaded query={seen}>
      {(data) =>
        data.tokens === null ? (
          <Stack>
            <Text size="sm" c="dimmed">
              This policy records no tokens: scripted ones have none, and endpoints do not tell. This is the
              conversation it was given.
            </Text>
            <Messages seen={data} />
          </Stack>
        ) : (
          <Stack>
            <SegmentedControl
              value={as}
              onChange={setAs}
              aria-label="Show as"
              data={[
                { value: 'tokens', label: 'Exact tokens' },
                { value: 'messages', label: 'As a conversation' },
              ]}
            />
            {as === 'tokens' ? <Tokens tokens={data.tokens} /> : <Messages seen={data} />}
          </Stack>
        )
      }
    </Loaded>
  );
}

function Messages({ seen: { messages, tools } }: { readonly seen: Seen }): ReactNode {
  return (
    <>
      <Text size="sm">Tools it could call: {tools.join(', ')}</Text>
      {messages.map((message, i) => (
        <div key={i}>
          <div className={styles.who}>{message.role}</div>
          <div className={styles.pre}>
            {message.content ?? ''}
            {message.role === 'assistant' && message.toolCalls.length > 0
              ? message.toolCalls.map((call) => `${call.name} ${JSON.stringify(call.arguments)}`).join('\n')
              : ''}
          </div>
        </div>
      ))}
    </>
  );
}

function Tokens({ tokens }: { readonly tokens: NonNullable<Seen['tokens']> }): ReactNode {
  const { kept, added, sampled, temperature, text, model } = tokens;
  const doubted = [...sampled].sort((a, b) => a.probability - b.probability).slice(0, 5);
  return (
    <>
      <Text size="sm" c="dimmed">
        {count(kept)} tokens kept from the turn before, {count(added)} new ones, {count(sampled.length)}{' '}
        written at temperature {temperature}. Model {model.slice(0, 12)}.
      </Text>
      <section aria-label="What it wrote">
        <Text size="sm" fw={600}>
          What it wrote, word piece by word piece
        </Text>
        <Text size="xs" c="dimmed">
          The stronger the colour, the less likely the choice was. Point at one to see its probability.
        </Text>
        <div className={styles.pre}>
          {sampled.map((token, i) => (
            <Piece key={i} token={token} />
          ))}
        </div>
        <Table fz="sm" verticalSpacing={2} maw={360}>
          <Table.Caption>The five least likely choices</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Piece</Table.Th>
              <Table.Th ta="right">Probability</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="us-number">
            {doubted.map(({ text: piece, probability }, i) => (
              <Table.Tr key={i}>
                <Table.Td>{JSON.stringify(piece)}</Table.Td>
                <Table.Td ta="right">{percent(probability, 1)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
      {text === null ? (
        <Text size="sm" className="us-warn">
          The file of this model is not at hand, so the tokens it read cannot be shown as text. Add it under
          Policies.
        </Text>
      ) : (
        <>
          <Prompt title="New in this turn" text={text.added} />
          {text.kept === '' ? null : <Prompt title="Kept from the turn before" text={text.kept} />}
        </>
      )}
    </>
  );
}

function Prompt({ title, text }: { readonly title: string; readonly text: string }): ReactNode {
  return (
    <section aria-label={title}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <div className={styles.pre}>{text}</div>
    </section>
  );
}

function Piece({ token: { text, control, probability } }: { readonly token: SeenToken }): ReactNode {
  const doubt = Math.round(45 * (1 - probability));
  return (
    <span
      className={`${String(styles.token)} ${control ? String(styles.control) : ''}`}
      title={`${JSON.stringify(text)} ${percent(probability, 1)}`}
      style={{ background: `color-mix(in srgb, var(--us-warn) ${String(doubt)}%, transparent)` }}
    >
      {text}
    </span>
  );
}
