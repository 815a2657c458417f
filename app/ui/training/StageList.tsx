/** The stages of a recipe in their order: what each is for, how it stands, and the runs, datasets and jobs that came of it. */
import { Anchor, Group, Text, Title } from '@mantine/core';
import {
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconLoader,
  IconPlayerPause,
  type Icon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { RecipeRunView, RecipeStageView, WorkItem } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { reasonOf } from '../datasets/reasons.ts';
import { count, percent } from '../parts/format.ts';
import { StageProgress } from '../parts/StageProgress.tsx';
import { query } from '../shell/live.ts';
import classes from './training.module.css';
import { kindWords } from './words.ts';

const looks: Readonly<
  Record<
    RecipeStageView['state'],
    { readonly icon: Icon; readonly word: string; readonly className: string | undefined }
  >
> = {
  waiting: { icon: IconCircleDashed, word: 'To come', className: undefined },
  running: { icon: IconLoader, word: 'At work', className: undefined },
  done: { icon: IconCircleCheck, word: 'Done', className: 'us-good' },
  stopped: { icon: IconPlayerPause, word: 'Stopped', className: 'us-warn' },
  failed: { icon: IconCircleX, word: 'Failed', className: 'us-bad' },
};

export function StageList({ run }: { readonly run: RecipeRunView }): ReactNode {
  const works = useQuery(query.app.work.list.queryOptions());
  const work = works.data?.find(({ id }) => id === run.work) ?? null;
  return (
    <section aria-labelledby="stages">
      <Title order={2} size="h5" id="stages" mb="xs">
        Stages
      </Title>
      <ol className={`us-surface ${String(classes['stages'])}`}>
        {run.stages.map((stage) => (
          <Stage key={stage.id} stage={stage} work={stage.state === 'running' ? work : null} />
        ))}
      </ol>
    </section>
  );
}

interface StageProps {
  readonly stage: RecipeStageView;
  readonly work: WorkItem | null;
}

function Stage({ stage, work }: StageProps): ReactNode {
  const { title, explanation, state } = stage;
  const { icon: Mark, word, className } = looks[state];
  return (
    <li data-state={state} {...(state === 'running' ? { 'aria-current': 'step' as const } : {})}>
      <Mark size={18} className={className} aria-hidden style={{ marginTop: 2 }} />
      <div>
        <Group justify="space-between" wrap="nowrap" align="baseline">
          <Text size="sm" fw={600} {...(state === 'waiting' ? { c: 'dimmed' } : {})}>
            {title}
          </Text>
          <Text
            size="sm"
            className={className}
            style={{ whiteSpace: 'nowrap' }}
            {...(state === 'waiting' ? { c: 'dimmed' } : {})}
          >
            {word}
          </Text>
        </Group>
        <Text size="xs" c="dimmed" maw={720}>
          {explanation}
        </Text>
        {work === null ? null : <AtWork title={title} work={work} />}
        <Outcome stage={stage} />
      </div>
    </li>
  );
}

interface AtWorkProps {
  readonly title: string;
  readonly work: WorkItem;
}

/** What is being done within the stage; not its title again. */
function AtWork({ title, work: { stage, progress } }: AtWorkProps): ReactNode {
  if (stage === '' || (stage === title && progress === null)) return null;
  return (
    <Group gap="sm" mt={6} role="status">
      {stage === title ? null : <Text size="sm">{stage}</Text>}
      <StageProgress stage={stage} progress={progress} />
    </Group>
  );
}

const REASONS = 3;

function Outcome({ stage }: { readonly stage: RecipeStageView }): ReactNode {
  const { evaluation, run, played, datasets, trainings } = stage;
  return (
    <>
      {evaluation === null ? null : (
        <Line href={`/runs/${encodeURIComponent(evaluation.runId)}`} link="episodes">
          {evaluation.success === null
            ? 'Not judged'
            : `${percent(evaluation.success.rate, 1)} passed, 95% interval ${percent(evaluation.success.low, 1)} to ${percent(evaluation.success.high, 1)}`}
        </Line>
      )}
      {run === null ? null : (
        <Line href={`/runs/${encodeURIComponent(run)}`} link="episodes">
          {played === null
            ? 'Being played'
            : `${count(played.played)} episodes played, ${count(played.succeeded)} passed`}
        </Line>
      )}
      {datasets.map(({ folder, kept, considered, dropped }) => (
        <Line key={folder} href={`/datasets/${encodeURIComponent(folder)}`} link="dataset">
          {count(kept)} of {count(considered)} episodes kept
          {dropped.length === 0
            ? ''
            : `; left out: ${dropped
                .slice(0, REASONS)
                .map(({ reason, episodes }) => `${count(episodes)} ${reasonOf(reason).label.toLowerCase()}`)
                .join(', ')}`}
        </Line>
      ))}
      {trainings.map(({ id, kind }, i) => (
        <Line key={id} href={`/training/${encodeURIComponent(id)}`} link="training">
          {trainings.length === 1 ? '' : `${count(i + 1)}. `}
          {kindWords(kind)}
        </Line>
      ))}
    </>
  );
}

interface LineProps {
  readonly href: string;
  readonly link: string;
  readonly children: ReactNode;
}

function Line({ href, link, children }: LineProps): ReactNode {
  return (
    <Text size="sm" mt={4} className="us-number">
      {children}
      {' · '}
      <Anchor component={Link} href={href} size="sm" underline="always">
        {link}
      </Anchor>
    </Text>
  );
}
