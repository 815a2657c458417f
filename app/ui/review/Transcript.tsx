/** The transcript in one column, to be read: every step, with what this reviewer said of it, and a way to say more. */
import { ActionIcon } from '@mantine/core';
import { IconMessagePlus } from '@tabler/icons-react';
import type { Label, Step } from '@understudy/host/contract';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useCursor } from '../episodes/cursor.ts';
import { createFolds } from '../episodes/folds.ts';
import { StepRow } from '../episodes/StepRow.tsx';
import classes from './review.module.css';
import { VerdictMark } from './VerdictButtons.tsx';

export function Transcript({
  episode,
  steps,
  labels,
  onStep,
}: {
  readonly episode: string;
  readonly steps: readonly Step[];
  readonly labels: readonly Label[];
  readonly onStep: (seq: number) => void;
}): ReactNode {
  const [folds] = useState(createFolds);
  const [, navigate] = useLocation();
  const list = useRef<HTMLDivElement>(null);
  const cursor = useCursor();
  useEffect(
    () =>
      cursor.subscribe(() => {
        list.current
          ?.querySelector(`[data-step="${String(cursor.step())}"]`)
          ?.scrollIntoView({ block: 'nearest' });
      }),
    [cursor],
  );
  return (
    <div
      ref={list}
      className={`us-surface ${String(classes['transcript'])}`}
      role="list"
      aria-label="Transcript"
    >
      {steps.map((step) => {
        const label = labels.find(({ seq }) => seq === step.seq);
        return (
          <div key={step.seq} className={classes['step']} data-step={step.seq} role="presentation">
            <StepRow
              step={step}
              needle=""
              folds={folds}
              credit={undefined}
              flag={undefined}
              onSee={(seq) => {
                navigate(`/episodes/${encodeURIComponent(episode)}?step=${String(seq)}`);
              }}
            >
              {label === undefined ? null : (
                <div className={classes['said']}>
                  <VerdictMark verdict={label.verdict} /> {label.note}
                </div>
              )}
              <ActionIcon
                className={classes['add']}
                variant="subtle"
                color="gray"
                aria-label={`Judge step ${String(step.seq)}`}
                onClick={() => onStep(step.seq)}
              >
                <IconMessagePlus size={16} />
              </ActionIcon>
            </StepRow>
          </div>
        );
      })}
    </div>
  );
}
