/** One step of a transcript. */
import { Badge, Button, Group } from '@mantine/core';
import type { Step, TurnCredit } from '@understudy/host/contract';
import { IconChevronDown, IconChevronRight, IconFlag, IconTool } from '@tabler/icons-react';
import { memo, useCallback, type ReactNode } from 'react';
import { ChangeTable } from './Changes.tsx';
import { useCursor, useStep } from './cursor.ts';
import { useOpen, type Folds } from './folds.ts';
import { changesOf, titleOf, type StepOf } from './model.ts';
import styles from './replay.module.css';
import { inLine, Words } from './Text.tsx';

export interface StepRowProps {
  readonly step: Step;
  readonly needle: string;
  readonly folds: Folds;
  readonly credit: TurnCredit | undefined;
  /** What a flag says about this step. */
  readonly flag: string | undefined;
  readonly onSee: (seq: number) => void;
  /** What else stands with the step. */
  readonly children?: ReactNode;
}

export const StepRow = memo(function StepRow(props: StepRowProps): ReactNode {
  const { step, flag } = props;
  const { seq } = step;
  const cursor = useCursor();
  const current = useStep(useCallback((at: number) => at === seq, [seq]));
  return (
    <div
      className={styles.row}
      role="listitem"
      {...(current ? { 'aria-current': 'step' as const } : {})}
      onClick={() => cursor.go(seq)}
    >
      <button
        type="button"
        className={styles.number}
        aria-label={`Step ${String(seq)}: ${titleOf(step)}`}
        onClick={() => cursor.go(seq)}
      >
        {seq}
      </button>
      <div>
        <Body {...props} />
        {flag === undefined ? null : (
          <div className={`${String(styles.tag)} us-warn`}>
            <IconFlag size={13} aria-hidden /> {flag}
          </div>
        )}
        {props.children}
      </div>
    </div>
  );
});

function Body(props: StepRowProps): ReactNode {
  const { step, needle, folds } = props;
  switch (step.type) {
    case 'opened':
      return (
        <Foldable
          seq={step.seq}
          folds={folds}
          forced={needle !== '' && step.system.toLowerCase().includes(needle)}
          name="Opening"
          line={`${String(step.tools.length)} tools, and the instructions the agent works by`}
        >
          <div className={styles.pre}>
            <Words text={step.system} needle={needle} />
          </div>
          <div className={styles.note}>Tools: {step.tools.join(', ')}</div>
        </Foldable>
      );
    case 'user_message':
      return <CustomerLine step={step} needle={needle} />;
    case 'agent_turn':
      return <AgentTurn {...props} step={step} />;
    case 'tool_result':
      return <ToolResult step={step} needle={needle} folds={folds} />;
    case 'timer':
      return (
        <Foldable seq={step.seq} folds={folds} name="Clock" line={`${step.event} of ${step.subject}`}>
          {changesOf(step).map((change) => (
            <ChangeTable key={`${change.table} ${String(change.key)}`} change={change} />
          ))}
        </Foldable>
      );
    case 'closed':
      return (
        <>
          <div className={styles.who}>The end</div>
          <div className={styles.note}>
            {endings[step.reason]} {step.failure?.message ?? ''}
          </div>
        </>
      );
  }
}

const endings: Readonly<Record<StepOf<'closed'>['reason'], string>> = {
  resolved: 'The customer considers it settled.',
  user_left: 'The customer has left.',
  turn_limit: 'The agent’s turns are used up.',
  malformed: 'Too many messages could not be read.',
  cancelled: 'It was cancelled.',
  failed: 'Something broke.',
};

function CustomerLine({
  step,
  needle,
}: {
  readonly step: StepOf<'user_message'>;
  readonly needle: string;
}): ReactNode {
  const { disclosed, lied = [], guarded, voice } = step;
  const notes = [
    disclosed.length > 0 ? `tells ${disclosed.map(plain).join(', ')}` : '',
    lied.length > 0 ? `tells ${lied.map(plain).join(', ')} wrong` : '',
    step.revised === true ? 'changes its mind' : '',
    voice === 'llm' ? 'spoken by a model' : voice === 'person' ? 'said by a person' : '',
  ].filter((note) => note !== '');
  return (
    <>
      <div className={styles.who}>Customer</div>
      <div className={`${String(styles.said)} ${String(styles.customer)}`}>
        <Words text={step.text} needle={needle} />
      </div>
      <div className={styles.note}>{notes.join(' · ')}</div>
      {guarded.map(({ text, reason }) => (
        <div key={text} className={styles.note}>
          Held back: “{text}” ({reason})
        </div>
      ))}
    </>
  );
}

function AgentTurn({
  step,
  needle,
  credit,
  onSee,
}: StepRowProps & { readonly step: StepOf<'agent_turn'> }): ReactNode {
  const { text, toolCalls, malformed, tokenCounts, by } = step;
  return (
    <>
      <Group gap={8} wrap="nowrap">
        <span className={styles.who}>Agent</span>
        {toolCalls.length === 0 ? null : (
          <span className={styles.note}>calls {toolCalls.map(({ name }) => name).join(', ')}</span>
        )}
        {by === undefined ? null : <span className={styles.note}>by {by}</span>}
        {tokenCounts === null ? null : <span className={styles.note}>{tokenCounts.sampled} tokens</span>}
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={(event) => {
            event.stopPropagation();
            onSee(step.seq);
          }}
          aria-label={`What it saw at step ${String(step.seq)}`}
        >
          What it saw
        </Button>
      </Group>
      {text === null || text === '' ? null : (
        <div className={`${String(styles.said)} ${String(styles.agent)}`}>
          <Words text={text} needle={needle} />
        </div>
      )}
      {malformed === undefined ? null : (
        <div className={`${String(styles.tag)} us-bad`}>Could not be read: {malformed}</div>
      )}
      {credit === undefined || (credit.process === 0 && Math.abs(credit.shaped) < 0.005) ? null : (
        <Credit credit={credit} />
      )}
    </>
  );
}

function Credit({ credit: { process, shaped, reasons } }: { readonly credit: TurnCredit }): ReactNode {
  return (
    <div className={styles.note}>
      {Math.abs(shaped) < 0.005 ? null : (
        <span className={shaped > 0 ? 'us-good' : undefined}>credit {signed(shaped)} </span>
      )}
      {process === 0 ? null : (
        <span className="us-bad">
          held against it {signed(process)}: {reasons.join('; ')}
        </span>
      )}
    </div>
  );
}

export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

function ToolResult({
  step,
  needle,
  folds,
}: {
  readonly step: StepOf<'tool_result'>;
  readonly needle: string;
  readonly folds: Folds;
}): ReactNode {
  const { outcome, changes, fault, trajectory } = step;
  const found = needle !== '' && JSON.stringify([step.arguments, outcome]).toLowerCase().includes(needle);
  return (
    <Foldable
      seq={step.seq}
      folds={folds}
      forced={found}
      name={step.name}
      line={inLine(step.arguments)}
      badge={
        <>
          {trajectory === 'user' ? (
            <Badge size="xs" variant="default">
              customer’s own
            </Badge>
          ) : null}
          {fault === undefined ? null : (
            <Badge size="xs" variant="default">
              injected {plain(fault.kind)}
            </Badge>
          )}
          {changes.length === 0 ? null : (
            <span className={`${String(styles.tag)} us-good`}>
              {changes.length === 1 ? '1 row changed' : `${String(changes.length)} rows changed`}
            </span>
          )}
          {outcome.ok ? null : (
            <span className={`${String(styles.tag)} us-bad`}>{plain(outcome.error.code)}</span>
          )}
        </>
      }
    >
      <div className={styles.note}>Asked with</div>
      <pre className={styles.pre}>
        <Words text={JSON.stringify(step.arguments, null, 2)} needle={needle} />
      </pre>
      <div className={styles.note}>{outcome.ok ? 'Answer' : 'Refusal'}</div>
      <pre className={styles.pre}>
        <Words text={JSON.stringify(outcome.ok ? outcome.result : outcome.error, null, 2)} needle={needle} />
      </pre>
      {changes.map((change) => (
        <ChangeTable key={`${change.table} ${String(change.key)}`} change={change} />
      ))}
    </Foldable>
  );
}

function plain(name: string): string {
  return name.replaceAll('_', ' ');
}

interface FoldableProps {
  readonly seq: number;
  readonly folds: Folds;
  readonly name: string;
  readonly line: string;
  readonly badge?: ReactNode;
  /** Open whatever was chosen: what is searched for is inside. */
  readonly forced?: boolean;
  readonly children: ReactNode;
}

function Foldable({ seq, folds, name, line, badge, forced = false, children }: FoldableProps): ReactNode {
  const chosen = useOpen(folds, seq);
  const open = chosen || forced;
  const Arrow = open ? IconChevronDown : IconChevronRight;
  return (
    <>
      <button type="button" className={styles.fold} aria-expanded={open} onClick={() => folds.toggle(seq)}>
        <Arrow size={14} aria-hidden />
        <IconTool size={14} aria-hidden />
        <span className={styles.name}>{name}</span>
        <span className={styles.line}>{open ? '' : line}</span>
        {badge === undefined ? null : <span className={styles.aside}>{badge}</span>}
      </button>
      {open ? children : null}
    </>
  );
}
