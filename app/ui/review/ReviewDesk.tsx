/** One episode to judge: what was said on the left, the facts that matter and one's own verdict on the right. All of it by keys. */
import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { EpisodePage, LabelVerdict, Queue, Reviewed } from '@understudy/host/contract';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Loaded } from '../parts/Loaded.tsx';
import { notifyError } from '../parts/errors.tsx';
import { createCursor, CursorProvider } from '../episodes/cursor.ts';
import { useActions, type Action } from '../shell/actions.tsx';
import { query } from '../shell/live.ts';
import { Brief } from './Brief.tsx';
import { useLabelChanges } from './changes.ts';
import { besideOf, nextOf, type QueueOrder } from './queue.ts';
import classes from './review.module.css';
import { Score } from './Score.tsx';
import { StepFeedback } from './StepFeedback.tsx';
import { Transcript } from './Transcript.tsx';
import { WholeVerdict } from './WholeVerdict.tsx';

interface DeskProps {
  readonly reviewer: string;
  readonly episode: string;
  readonly items: Queue['items'];
  readonly order: QueueOrder;
  readonly onGo: (episode: string) => void;
}

export function ReviewDesk(props: DeskProps): ReactNode {
  const { episode, reviewer } = props;
  const page = useQuery(query.episodes.open.queryOptions({ input: { id: episode } }));
  const labels = useQuery(query.review.labels.queryOptions({ input: { episode, reviewer } }));
  return (
    <Loaded query={page}>
      {(data) => <Loaded query={labels}>{(said) => <Desk {...props} page={data} said={said} />}</Loaded>}
    </Loaded>
  );
}

type Props = DeskProps & { readonly page: EpisodePage; readonly said: Reviewed };

function Desk({ reviewer, episode, items, order, onGo, page, said }: Props): ReactNode {
  const { steps } = page;
  const [cursor] = useState(() => createCursor(steps.length - 1, firstTurn(page)));
  const [onStep, setOnStep] = useState<number | null>(null);
  const own = said.mine.find(({ seq }) => seq === null) ?? null;
  const [note, setNote] = useState(own?.note ?? '');
  const [hint, setHint] = useState('');
  const noteField = useRef<HTMLTextAreaElement>(null);
  const changes = useLabelChanges(episode, reviewer);
  const stepLabel = (seq: number) => said.mine.find((label) => label.seq === seq) ?? null;

  const judge = (verdict: LabelVerdict): void => {
    setHint('');
    void changes.say(null, verdict, note, own).catch(notifyError);
  };
  const judgeStep = (seq: number, verdict: LabelVerdict, words?: string): void => {
    const before = stepLabel(seq);
    void changes.say(seq, verdict, words ?? before?.note ?? '', before).catch(notifyError);
  };
  const press = (verdict: LabelVerdict): void => {
    if (onStep === null) judge(verdict);
    else judgeStep(onStep, verdict);
  };
  const move = (way: 1 | -1): void => {
    cursor.go(cursor.step() + way);
    if (onStep !== null) setOnStep(cursor.step());
  };
  const leave = async (): Promise<void> => {
    if (own === null) {
      setHint('Choose good, bad or unsure first.');
      return;
    }
    if (note !== own.note) await changes.say(null, own.verdict, note, own);
    const next = nextOf(items, episode, order);
    if (next === null) setHint('That was the last one: you have judged all of these.');
    else onGo(next);
  };
  const beside = (way: 1 | -1): void => {
    const id = besideOf(items, episode, way);
    if (id !== null) onGo(id);
  };
  const undo = async (): Promise<void> => {
    const where = await changes.undo();
    if (where === null) setHint('There is nothing to undo.');
    else if (where !== episode) onGo(where);
  };
  useReviewKeys({
    press,
    move,
    next: () => void leave().catch(notifyError),
    undo: () => void undo().catch(notifyError),
    beside,
    note: () => noteField.current?.focus(),
    step: () => setOnStep((now) => (now === null ? cursor.step() : null)),
    whole: () => setOnStep(null),
  });
  return (
    <CursorProvider value={cursor}>
      <div className={classes['desk']}>
        <Transcript
          episode={episode}
          steps={steps}
          labels={said.mine}
          onStep={(seq) => {
            cursor.go(seq);
            setOnStep(seq);
          }}
        />
        <Stack gap="md" className={classes['side']}>
          <WholeVerdict
            {...{ own, note, hint, noteField }}
            keys={onStep === null}
            onNote={setNote}
            onNoteDone={() => {
              if (own !== null && note !== own.note) judge(own.verdict);
            }}
            onChoose={judge}
            onWithdraw={() =>
              own === null ? undefined : void changes.withdraw(null, own).catch(notifyError)
            }
            onNext={() => void leave().catch(notifyError)}
          />
          {onStep === null ? null : (
            <StepFeedback
              key={onStep}
              seq={onStep}
              steps={steps}
              label={stepLabel(onStep)}
              onSay={(verdict, words) => judgeStep(onStep, verdict, words)}
              onWithdraw={() => {
                const label = stepLabel(onStep);
                if (label !== null) void changes.withdraw(onStep, label).catch(notifyError);
              }}
              onClose={() => setOnStep(null)}
            />
          )}
          <Brief episode={episode} policyId={page.record.policyId} />
          <Score page={page} judged={own !== null} others={said} />
        </Stack>
      </div>
    </CursorProvider>
  );
}

/** Where the reading begins: after the instructions. */
function firstTurn({ steps }: EpisodePage): number {
  return steps.find(({ type }) => type === 'user_message' || type === 'agent_turn')?.seq ?? 0;
}

interface Keys {
  readonly press: (verdict: LabelVerdict) => void;
  readonly move: (way: 1 | -1) => void;
  readonly next: () => void;
  readonly undo: () => void;
  readonly beside: (way: 1 | -1) => void;
  readonly note: () => void;
  readonly step: () => void;
  readonly whole: () => void;
}

/** The actions are registered once; what they do is always the latest. */
function useReviewKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useActions(
    useMemo<readonly Action[]>(() => {
      const action = (id: string, label: string, pressed: string, perform: (now: Keys) => void): Action => ({
        ...{ id: `review-${id}`, label, group: 'Review', keys: pressed },
        perform: () => perform(latest.current),
      });
      return [
        action('good', 'Good', '1', (now) => now.press('good')),
        action('bad', 'Bad', '2', (now) => now.press('bad')),
        action('unsure', 'Unsure', '3', (now) => now.press('unsure')),
        action('note', 'Write a note', 'n', (now) => now.note()),
        action('step', 'Judge the step that is marked, or the whole again', 's', (now) => now.step()),
        action('whole', 'Back to the whole episode', 'Escape', (now) => now.whole()),
        action('down', 'Next step', 'j', (now) => now.move(1)),
        action('up', 'Step before', 'k', (now) => now.move(-1)),
        {
          ...action('next', 'Save and on to the next', '$mod+Enter', (now) => now.next()),
          whileTyping: true,
        },
        action('undo', 'Undo the last verdict', 'z', (now) => now.undo()),
        action('skip', 'Skip to the next in the queue', 'ArrowRight', (now) => now.beside(1)),
        action('back', 'Back to the one before in the queue', 'ArrowLeft', (now) => now.beside(-1)),
      ];
    }, []),
  );
}
