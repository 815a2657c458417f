/** What somebody says of one step. */
import { Button, CloseButton, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import type { Label, LabelVerdict, Step } from '@understudy/host/contract';
import { useState, type ReactNode } from 'react';
import { titleOf } from '../episodes/model.ts';
import { VerdictButtons } from './VerdictButtons.tsx';

export function StepFeedback({
  seq,
  steps,
  label,
  onSay,
  onWithdraw,
  onClose,
}: {
  readonly seq: number;
  readonly steps: readonly Step[];
  readonly label: Label | null;
  readonly onSay: (verdict: LabelVerdict, note: string) => void;
  readonly onWithdraw: () => void;
  readonly onClose: () => void;
}): ReactNode {
  const [note, setNote] = useState(label?.note ?? '');
  const step = steps.find((one) => one.seq === seq);
  return (
    <section className="us-surface" style={{ padding: 16 }} aria-label={`Step ${String(seq)}`}>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div>
            <Title order={2} size="h5">
              Step {seq}
            </Title>
            <Text size="xs" c="dimmed">
              {step === undefined ? '' : titleOf(step)}
            </Text>
          </div>
          <CloseButton aria-label="Back to the whole episode" onClick={onClose} />
        </Group>
        <VerdictButtons
          label={`Verdict on step ${String(seq)}`}
          chosen={label?.verdict ?? null}
          keys
          onChoose={(verdict) => onSay(verdict, note)}
        />
        <Textarea
          aria-label={`Note on step ${String(seq)}`}
          placeholder="What was right or wrong here?"
          autosize
          minRows={1}
          maxRows={5}
          maxLength={4000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          onBlur={() => {
            if (label !== null && label.note !== note) onSay(label.verdict, note);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            J and K choose the step, Esc goes back.
          </Text>
          {label === null ? null : (
            <Button variant="subtle" color="gray" size="xs" onClick={onWithdraw}>
              Take it back
            </Button>
          )}
        </Group>
      </Stack>
    </section>
  );
}
