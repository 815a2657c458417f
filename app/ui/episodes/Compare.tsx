/** Two episodes side by side, turn by turn, with what is different marked, and the first turn in which they part. */
import { Anchor, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import type { EpisodePage } from '@understudy/host/contract';
import { useMemo, useRef, type ReactNode } from 'react';
import { Link, useSearchParams } from 'wouter';
import { EmptyState } from '../parts/EmptyState.tsx';
import { ErrorNotice } from '../parts/errors.tsx';
import { figure } from '../parts/format.ts';
import { Waiting } from '../parts/Loaded.tsx';
import { Page } from '../parts/Page.tsx';
import { useActions, type Action } from '../shell/actions.tsx';
import { query } from '../shell/live.ts';
import { episodePath } from './address.ts';
import { align, firstDivergence, type Difference, type Pair, type Turn } from './align.ts';
import { ChangeTable } from './Changes.tsx';
import { changesOf } from './model.ts';
import styles from './replay.module.css';
import { inLine } from './Text.tsx';
import { VerdictBanner } from './Verdict.tsx';

export default function Compare(): ReactNode {
  const [search] = useSearchParams();
  const ids = [search.get('a') ?? '', search.get('b') ?? ''] as const;
  if (ids.includes(''))
    return (
      <Page title="Side by side">
        <EmptyState title="Two episodes are needed">
          Open an episode and choose Compare: it offers the other tries of the same task.
        </EmptyState>
      </Page>
    );
  return <Both key={ids.join('\n')} ids={ids} />;
}

function Both({ ids }: { readonly ids: readonly [string, string] }): ReactNode {
  const [a, b] = useQueries({
    queries: [
      query.episodes.open.queryOptions({ input: { id: ids[0] } }),
      query.episodes.open.queryOptions({ input: { id: ids[1] } }),
    ],
  });
  const broken = a.error ?? b.error;
  if (broken !== null)
    return (
      <Page title="Side by side">
        <ErrorNotice error={broken} />
      </Page>
    );
  if (a.data === undefined || b.data === undefined) return <Waiting />;
  return <SideBySide left={a.data} right={b.data} />;
}

function SideBySide({ left, right }: { readonly left: EpisodePage; readonly right: EpisodePage }): ReactNode {
  const pairs = useMemo(() => align(left.steps, right.steps), [left, right]);
  const list = useRef<HTMLDivElement>(null);
  const first = firstDivergence(pairs);
  const actions = useMemo<readonly Action[]>(() => {
    const apart = pairs.flatMap(({ differs }, at) => (differs.length > 0 ? [at] : []));
    const jump = (at: number | undefined): void => {
      const target = at === undefined ? undefined : list.current?.children[at];
      if (!(target instanceof HTMLElement)) return;
      target.scrollIntoView({ block: 'center' });
      target.focus({ preventScroll: true });
    };
    const here = (): number => {
      const at = [...(list.current?.children ?? [])].findIndex((row) => row === document.activeElement);
      return at;
    };
    return [
      {
        id: 'compare-first',
        label: 'First difference',
        group: 'Compare',
        keys: 'f',
        perform: () => jump(apart[0]),
      },
      {
        ...{ id: 'compare-next', label: 'Next difference', group: 'Compare', keys: 'j' },
        perform: () => jump(apart.find((at) => at > here()) ?? apart[0]),
      },
      {
        ...{ id: 'compare-previous', label: 'Previous difference', group: 'Compare', keys: 'k' },
        perform: () => jump(apart.findLast((at) => at < here()) ?? apart.at(-1)),
      },
    ];
  }, [pairs]);
  useActions(actions);
  return (
    <Page
      title="Side by side"
      lead={
        first === -1
          ? 'The two went exactly the same way.'
          : `They part at turn ${String(pairs[first]?.left?.number ?? pairs[first]?.right?.number ?? 0)}. What differs is marked.`
      }
      actions={
        <Button variant="default" size="xs" disabled={first === -1} onClick={() => actions[0]?.perform()}>
          Go to the first difference
        </Button>
      }
    >
      <div className={styles.pair} style={{ padding: 0, contentVisibility: 'visible' }}>
        <Head page={left} name="A" />
        <Head page={right} name="B" />
      </div>
      <Scores left={left} right={right} />
      <div className={styles.pairs} ref={list}>
        {pairs.map((pair, at) => (
          <PairRow key={at} pair={pair} first={at === first} ids={[left.record.id, right.record.id]} />
        ))}
      </div>
    </Page>
  );
}

function Head({ page, name }: { readonly page: EpisodePage; readonly name: string }): ReactNode {
  const { id, policyId, sample, forkedFrom } = page.record;
  return (
    <div>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }} mb={4}>
        <b>{name}</b>{' '}
        <Anchor component={Link} inherit underline="always" href={episodePath(id)}>
          {id}
        </Anchor>
      </Text>
      <Text size="xs" c="dimmed" mb={6}>
        {policyId}, try {sample + 1}
        {forkedFrom === null ? '' : `, split off at step ${String(forkedFrom.seq)}`}
      </Text>
      <VerdictBanner page={page} name={`Verdict of ${name}`} />
    </div>
  );
}

function Scores({ left, right }: { readonly left: EpisodePage; readonly right: EpisodePage }): ReactNode {
  const ids = [...new Set([...left.components, ...right.components].map(({ id }) => id))];
  if (ids.length === 0) return null;
  return (
    <Table fz="sm" verticalSpacing={3} maw={640}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Check</Table.Th>
          <Table.Th ta="right">A</Table.Th>
          <Table.Th ta="right">B</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody className="us-number">
        {ids.map((id) => {
          const [one, other] = [left, right].map((page) => page.components.find((each) => each.id === id));
          const differs = one?.score !== other?.score;
          return (
            <Table.Tr key={id}>
              <Table.Td fw={differs ? 650 : 400}>
                {one?.title ?? other?.title}
                {differs ? ' (differs)' : ''}
              </Table.Td>
              <Table.Td ta="right">{figure(one?.score ?? null)}</Table.Td>
              <Table.Td ta="right">{figure(other?.score ?? null)}</Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

const named: Readonly<Record<Difference, string>> = {
  action: 'what is done',
  arguments: 'arguments',
  words: 'words',
  answer: 'answer',
  records: 'records',
  customer: 'customer',
};

function PairRow({
  pair: { left, right, differs },
  first,
  ids,
}: {
  readonly pair: Pair;
  readonly first: boolean;
  readonly ids: readonly [string, string];
}): ReactNode {
  const number = left?.number ?? right?.number ?? 0;
  return (
    <section
      className={`us-surface ${String(styles.pair)}`}
      data-differs={differs.length > 0}
      tabIndex={-1}
      aria-label={`Turn ${String(number)}${differs.length > 0 ? ', differs' : ''}`}
    >
      <Group gap={8} style={{ gridColumn: '1 / -1' }}>
        <Text size="xs" fw={600}>
          {number === 0 ? 'Before the first turn' : `Turn ${String(number)}`}
        </Text>
        {differs.length === 0 ? null : (
          <Text size="xs" className="us-warn">
            {first ? 'First difference: ' : 'Differs: '}
            {differs.map((what) => named[what]).join(', ')}
          </Text>
        )}
      </Group>
      <TurnCell turn={left} id={ids[0]} />
      <TurnCell turn={right} id={ids[1]} />
    </section>
  );
}

function TurnCell({ turn, id }: { readonly turn: Turn | null; readonly id: string }): ReactNode {
  if (turn === null) return <div className={styles.absent}>No such turn here</div>;
  return (
    <Stack gap={6}>
      {turn.steps.map((step) => (
        <div key={step.seq}>
          <Link
            href={episodePath(id, step.seq)}
            className={styles.note}
            aria-label={`Step ${String(step.seq)}`}
          >
            {step.seq}
          </Link>{' '}
          {step.type === 'user_message' ? (
            <span className={styles.said}>
              <b>Customer</b> {step.text}
            </span>
          ) : null}
          {step.type === 'agent_turn' ? (
            <span className={styles.said}>
              <b>Agent</b> {step.text ?? ''}
              {step.malformed === undefined ? null : (
                <span className="us-bad"> could not be read: {step.malformed}</span>
              )}
              {step.toolCalls.map((call) => (
                <span key={call.id}>
                  {' '}
                  <span className={styles.name}>{call.name}</span>{' '}
                  <span className={styles.note}>{inLine(call.arguments)}</span>
                </span>
              ))}
            </span>
          ) : null}
          {step.type === 'tool_result' ? (
            <span className={styles.note}>
              <span className={styles.name}>{step.name}</span>{' '}
              {step.outcome.ok ? (
                inLine(step.outcome.result)
              ) : (
                <span className="us-bad">
                  {step.outcome.error.code}: {step.outcome.error.message}
                </span>
              )}
            </span>
          ) : null}
          {step.type === 'opened' ? <span className={styles.note}>The episode opens.</span> : null}
          {step.type === 'timer' ? (
            <span className={styles.note}>
              The clock: {step.event} of {step.subject}
            </span>
          ) : null}
          {step.type === 'closed' ? (
            <span className={styles.note}>The end: {step.reason.replaceAll('_', ' ')}</span>
          ) : null}
          {changesOf(step).map((change) => (
            <ChangeTable key={`${change.table} ${String(change.key)}`} change={change} />
          ))}
        </div>
      ))}
    </Stack>
  );
}
