/** The six stations of the loop, each with what there is of it and a way to it. */
import { Text } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  IconBrain,
  IconChartBar,
  IconDatabase,
  IconMessages,
  IconPencilBolt,
  IconSchool,
  type Icon,
} from '@tabler/icons-react';
import type { LoopCounts } from '@understudy/host/contract';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { count, percent } from '../parts/format.ts';
import classes from './LoopPicture.module.css';

interface Station {
  readonly area: string;
  readonly name: string;
  readonly href: string;
  readonly icon: Icon;
  readonly number: string;
  readonly line: string;
}

interface LoopPictureProps {
  readonly counts: LoopCounts;
}

export function LoopPicture({ counts }: LoopPictureProps): ReactNode {
  return (
    <nav className={classes['loop']} aria-label="The loop">
      {stations(counts).map((station) => (
        <StationCard key={station.area} station={station} />
      ))}
      <IconArrowRight className={classes['a1']} aria-hidden />
      <IconArrowRight className={classes['a2']} aria-hidden />
      <IconArrowDown className={classes['a3']} aria-hidden />
      <IconArrowLeft className={classes['a4']} aria-hidden />
      <IconArrowLeft className={classes['a5']} aria-hidden />
      <IconArrowUp className={classes['a6']} aria-hidden />
    </nav>
  );
}

function StationCard({ station }: { readonly station: Station }): ReactNode {
  const { area, name, href, icon: Icon, number, line } = station;
  return (
    <Link href={href} className={classes['station']} style={{ gridArea: area }}>
      <Icon size={22} stroke={1.6} aria-hidden />
      <span>
        <Text span size="sm" fw={600} display="block">
          {name}
        </Text>
        <Text span size="xl" fw={650} className="us-number" display="block" lh={1.25}>
          {number}
        </Text>
        <Text span size="xs" c="dimmed" display="block">
          {line}
        </Text>
      </span>
    </Link>
  );
}

function stations(counts: LoopCounts): readonly Station[] {
  const { evaluation } = counts;
  const rate = counts.episodes === 0 ? null : counts.succeeded / counts.episodes;
  return [
    {
      area: 'scenarios',
      name: 'Scenarios',
      href: '/scenarios',
      icon: IconPencilBolt,
      number: count(counts.tasks),
      line: `tasks in ${count(counts.packs)} scenarios`,
    },
    {
      area: 'episodes',
      name: 'Episodes',
      href: '/runs/episodes',
      icon: IconMessages,
      number: count(counts.episodes),
      line: rate === null ? 'none played yet' : `${percent(rate)} of them passed`,
    },
    {
      area: 'datasets',
      name: 'Datasets',
      href: '/datasets',
      icon: IconDatabase,
      number: count(counts.datasets),
      line: counts.rows === 0 ? 'the best episodes go here' : `${count(counts.rows)} episodes kept`,
    },
    {
      area: 'training',
      name: 'Training',
      href: '/training',
      icon: IconSchool,
      number: count(counts.jobs),
      line: counts.jobs === 1 ? 'job' : 'jobs',
    },
    {
      area: 'policies',
      name: 'Policies',
      href: '/policies',
      icon: IconBrain,
      number: count(counts.policies),
      line: counts.policies === 1 ? 'the embedded model' : 'can play here',
    },
    {
      area: 'evaluation',
      name: 'Evaluation',
      href:
        evaluation === null ? '/runs/episodes?split=heldout' : `/runs/${encodeURIComponent(evaluation.run)}`,
      icon: IconChartBar,
      number: percent(evaluation === null ? null : evaluation.passed / evaluation.judged),
      line:
        evaluation === null
          ? 'held-out tasks measure it'
          : `of ${count(evaluation.judged)} on held-out tasks, lately`,
    },
  ];
}
