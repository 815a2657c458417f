/** What lazy strategies earn under the reward: whoever does not look and does not decide must earn nothing. */
import { Select, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Audit, AuditRow } from '@understudy/host/contract';
import { figure } from '../../parts/format.ts';
import { api } from '../../shell/connection.ts';
import { listAt, textAt } from '../document/tree.ts';
import { useDocument } from '../forms/context.tsx';
import { useTryOut } from '../try-out.ts';
import { TryOutBox } from './TryOutBox.tsx';

/** Tasks of the family: enough to meet each of its cases. */
const TASKS = 6;

export function Audited({ family: given }: { readonly family: string | null }): ReactNode {
  const document = useDocument();
  const families = listAt(document, ['families']);
  const [wanted, setWanted] = useState<string | null>(null);
  const ids = families.map((family) => textAt(family, ['id']));
  const family = given ?? (wanted !== null && ids.includes(wanted) ? wanted : (ids[0] ?? ''));
  const state = useTryOut(['audit', family], async (draft, signal) =>
    api.designer.audit({ document: draft, family, count: TASKS }, { signal }),
  );
  return (
    <TryOutBox
      title="Can it be had for nothing?"
      state={state}
      controls={
        given === null && families.length > 1 ? (
          <Select
            size="xs"
            aria-label="Kind of case"
            data={families.map((one) => ({ value: textAt(one, ['id']), label: textAt(one, ['title']) }))}
            value={family}
            allowDeselect={false}
            onChange={setWanted}
          />
        ) : null
      }
    >
      {(audit) => <Verdict audit={audit} />}
    </TryOutBox>
  );
}

interface Kind {
  readonly kind: string;
  readonly most: number;
  readonly strategies: number;
}

function kindsOf(rows: readonly AuditRow[]): readonly Kind[] {
  return Object.entries(Object.groupBy(rows, ({ kind }) => kind)).map(([kind, all = []]) => ({
    kind,
    most: Math.max(0, ...all.map(({ value }) => value ?? 0)),
    strategies: all.length,
  }));
}

function Verdict({ audit }: { readonly audit: Audit }): ReactNode {
  const kinds = [...kindsOf(audit.lazy)].sort((a, b) => b.most - a.most);
  const holes = kinds.filter(({ most }) => most > 0);
  const worst = holes[0];
  const gold = audit.gold.value;
  const short = gold !== null && gold < 1;
  const tasks = `${String(audit.tasks)} ${audit.tasks === 1 ? 'task' : 'tasks'}`;
  return (
    <Stack gap="sm">
      <div role="status">
        {audit.sound ? (
          <Text size="sm" fw={600} className="us-good" component="div">
            <IconShieldCheck size={17} className="us-inline-icon" aria-hidden /> No. Whoever does not try
            earns nothing.
          </Text>
        ) : (
          <Text size="sm" fw={600} className="us-bad" component="div">
            <IconAlertTriangle size={17} className="us-inline-icon" aria-hidden />{' '}
            {worst === undefined
              ? 'The right solution itself does not earn everything.'
              : `Yes. “${worst.kind}” earns ${figure(worst.most)} of 1.`}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {audit.lazy.length} ways not to try were played on {tasks}; the right solution earns {figure(gold)}.
        </Text>
      </div>
      {short ? (
        <Text size="sm">
          Look at what the solution of the case does, and at which component does not see it: admission names
          the reason.
        </Text>
      ) : null}
      {worst === undefined ? null : (
        <Text size="sm">
          A model that is trained on this learns to do that. Let something that only the right solution meets
          be a “must be met”.
        </Text>
      )}
      <table className="us-audit">
        <thead>
          <tr>
            <th scope="col">Strategy</th>
            <th scope="col">Earns</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map(({ kind, most, strategies }) => (
            <tr key={kind}>
              <td>
                {kind}
                {strategies > 1 ? <span className="us-dim"> · {strategies} ways</span> : null}
              </td>
              <td className={most > 0 ? 'us-bad us-number' : 'us-number'}>{figure(most)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Stack>
  );
}
