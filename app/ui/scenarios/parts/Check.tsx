/** Tasks as they come out of the draft, and how many of them pass the gate, with the reasons of those that do not. */
import { Badge, Button, Group, Progress, Select, Stack, Table, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { AdmissionState, TaskSample } from '@understudy/host/contract';
import { notifyError } from '../../parts/errors.tsx';
import { count, dateTime } from '../../parts/format.ts';
import { api } from '../../shell/connection.ts';
import { query } from '../../shell/live.ts';
import { listAt, textAt } from '../document/tree.ts';
import { useDesign, useDocument, useProblems, useReadOnly } from '../forms/context.tsx';
import { Fold } from '../forms/Fold.tsx';
import { readable } from '../forms/words.ts';
import { useTryOut } from '../try-out.ts';
import { Section } from './Section.tsx';
import { TaskView } from './TaskView.tsx';

export function Check(): ReactNode {
  const readOnly = useReadOnly();
  return (
    <Stack gap="xl" maw={980}>
      {readOnly ? (
        <Section
          title="Admission"
          lead="The tasks of a built-in pack are admitted: every test of this project tries them."
        >
          {null}
        </Section>
      ) : (
        <AdmissionPart />
      )}
      <Samples />
    </Stack>
  );
}

/** Of each split: enough to see most of what can be wrong, in some seconds. */
const QUICK = 12;

function AdmissionPart(): ReactNode {
  const design = useDesign();
  const { id } = design.state();
  const problems = useProblems();
  const state = useQuery(query.designer.admission.state.queryOptions({ input: { id } }));
  const start = useMutation(query.designer.admission.start.mutationOptions({ onError: notifyError }));
  const cancel = useMutation(query.app.work.cancel.mutationOptions({ onError: notifyError }));
  const begin = async (most: number | undefined): Promise<void> => {
    await design.flush();
    start.mutate({ id, ...(most === undefined ? {} : { most }) });
  };
  const running = state.data?.running === true;
  return (
    <Section
      title="Admission"
      lead="A task counts only when its right solution earns everything, and whoever does not try earns nothing."
    >
      <Group gap="sm">
        <Button
          disabled={problems.length > 0 || running}
          loading={start.isPending}
          onClick={() => void begin(QUICK)}
        >
          Try {QUICK} of each
        </Button>
        <Button
          variant="default"
          disabled={problems.length > 0 || running}
          onClick={() => void begin(undefined)}
        >
          Try all tasks
        </Button>
        {running ? (
          <Button
            variant="default"
            color="gray"
            onClick={() => cancel.mutate({ id: state.data?.work ?? '' })}
          >
            Stop
          </Button>
        ) : null}
      </Group>
      {problems.length > 0 ? (
        <Text size="sm" c="dimmed">
          Tasks can be tried as soon as what is marked is right.
        </Text>
      ) : null}
      {state.data === undefined || state.data === null ? null : <Found state={state.data} />}
    </Section>
  );
}

const REASONS: Readonly<Record<string, string>> = {
  unbound: 'its values cannot be drawn: no row, no case or no persona fits',
  duplicate: 'the same as another task',
  unplayable: 'its situation does not fit the world',
  gold_fails: 'a call of the right solution is refused',
  gold_short: 'the right solution does not earn everything',
  alternative_short: 'another right solution does not earn everything',
  vacuous_check: 'a check holds before anything was done',
  lazy: 'somebody who does not try earns something',
};

function Found({ state }: { readonly state: AdmissionState }): ReactNode {
  const rejected = state.families.flatMap((family) => family.rejected);
  const candidates = state.families.reduce((sum, family) => sum + family.candidates, 0);
  const passed = candidates - rejected.length;
  const reasons = Object.entries(Object.groupBy(rejected, ({ kind }) => kind));
  return (
    <Stack gap="sm">
      {state.running ? (
        <div>
          <Progress
            value={state.candidates === 0 ? 0 : (100 * state.tried) / state.candidates}
            aria-label="Tasks tried"
          />
          <Text size="sm" c="dimmed" mt={4} className="us-number">
            {count(state.tried)} of {count(state.candidates)} tried
          </Text>
        </div>
      ) : null}
      <Text role="status" fw={600} className={rejected.length === 0 ? 'us-good' : 'us-bad'}>
        {candidates === 0
          ? 'Nothing is known yet.'
          : rejected.length === 0
            ? `All ${count(candidates)} tasks ${state.running ? 'so far ' : ''}pass.`
            : `${count(passed)} of ${count(candidates)} tasks pass, ${count(rejected.length)} do not.`}
      </Text>
      {state.running ? null : (
        <Text size="sm" c="dimmed">
          Tried {dateTime(state.at)}.
        </Text>
      )}
      {state.current ? null : (
        <Text size="sm" className="us-warn">
          The draft was changed since. Try it again.
        </Text>
      )}
      {reasons.map(([kind, all]) => (
        <div key={kind}>
          <Text size="sm" fw={550}>
            {count(all.length)}: {REASONS[kind] ?? readable(kind)}
          </Text>
          {all.slice(0, 3).map(({ taskId, reason }) => (
            <Text key={taskId} size="sm" c="dimmed" className="us-anywhere">
              {taskId}: {reason}
            </Text>
          ))}
        </div>
      ))}
      {state.families.length === 0 ? null : <ByFamily state={state} />}
    </Stack>
  );
}

function ByFamily({ state }: { readonly state: AdmissionState }): ReactNode {
  const families = Object.entries(Object.groupBy(state.families, ({ family }) => family));
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Kind of case</Table.Th>
          <Table.Th>Pass</Table.Th>
          <Table.Th>Do not</Table.Th>
          <Table.Th>Easy</Table.Th>
          <Table.Th>Medium</Table.Th>
          <Table.Th>Hard</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody className="us-number">
        {families.map(([family, all = []]) => {
          const sum = (pick: (one: AdmissionState['families'][number]) => number): string =>
            count(all.reduce((total, one) => total + pick(one), 0));
          return (
            <Table.Tr key={family}>
              <Table.Td>{readable(family)}</Table.Td>
              <Table.Td>{sum((one) => one.candidates - one.rejected.length)}</Table.Td>
              <Table.Td>{sum((one) => one.rejected.length)}</Table.Td>
              <Table.Td>{sum((one) => one.admitted.easy)}</Table.Td>
              <Table.Td>{sum((one) => one.admitted.medium)}</Table.Td>
              <Table.Td>{sum((one) => one.admitted.hard)}</Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

const SAMPLES = 6;

function Samples(): ReactNode {
  const document = useDocument();
  const families = listAt(document, ['families']);
  const ids = families.map((one) => textAt(one, ['id']));
  const [wanted, setWanted] = useState<string | null>(null);
  const family = wanted !== null && ids.includes(wanted) ? wanted : (ids[0] ?? '');
  const { query: tasks, blocked } = useTryOut<readonly TaskSample[]>(
    ['tasks', family],
    async (draft, signal) =>
      api.designer.tasks({ document: draft, family, split: 'train', count: SAMPLES }, { signal }),
  );
  return (
    <Section
      title="Tasks"
      lead="The first tasks that come out of a kind of case: what was drawn, and what is right then."
    >
      <Select
        size="sm"
        label="Kind of case"
        maw={420}
        data={families.map((one) => ({ value: textAt(one, ['id']), label: textAt(one, ['title']) }))}
        value={family}
        allowDeselect={false}
        onChange={setWanted}
      />
      {blocked === null ? null : (
        <Text size="sm" c="dimmed">
          {blocked}
        </Text>
      )}
      {tasks.isError ? <Text className="us-bad">{tasks.error.message}</Text> : null}
      {tasks.data?.map((sample) => (
        <Fold
          key={sample.id}
          path={['tasks', sample.index]}
          title={`Task ${String(sample.index + 1)}`}
          note={
            sample.task === null
              ? (sample.problem ?? '')
              : `${readable(sample.task.case)} · ${sample.opening}`
          }
        >
          {sample.task === null ? (
            <Badge color="red" variant="light" className="us-problem-badge">
              cannot be made
            </Badge>
          ) : null}
          <TaskView sample={sample} />
        </Fold>
      ))}
    </Section>
  );
}
