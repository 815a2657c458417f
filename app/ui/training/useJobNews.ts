/** Follows a job's news: its curves in a book that charts draw from, its log and its samples. Goes on after a lost connection. */
import type { LogLine, SampleView, TrainingNews } from '@understudy/host/contract';
import { useRef, useState } from 'react';
import { api } from '../shell/connection.ts';
import { useStream } from '../shell/live.ts';
import { CurveBook } from './curve.ts';

export interface JobNews {
  readonly book: CurveBook;
  /** The newest ones, oldest first. */
  readonly log: readonly LogLine[];
  readonly samples: readonly SampleView[];
  readonly error: unknown;
}

const LOG = 500;
const SAMPLES = 20;

/** @param running a run that begins is followed anew */
export function useJobNews(id: string, running: boolean): JobNews {
  const [book] = useState(() => new CurveBook());
  const seq = useRef(0);
  const [log, setLog] = useState<readonly LogLine[]>([]);
  const [samples, setSamples] = useState<readonly SampleView[]>([]);
  const [error, setError] = useState<unknown>(null);
  const take = (news: TrainingNews): void => {
    seq.current = news.seq;
    const whole = news.type === 'whole';
    if (news.type === 'whole') book.replace(news.series);
    else book.append(news.points);
    if (whole || news.log.length > 0) setLog((before) => [...(whole ? [] : before), ...news.log].slice(-LOG));
    if (whole || news.samples.length > 0)
      setSamples((before) => [...(whole ? [] : before), ...news.samples].slice(-SAMPLES));
  };
  useStream(
    `training/${id}/${String(running)}`,
    (signal) => api.training.watch({ id, after: seq.current }, { signal }),
    take,
    { failed: setError },
  );
  return { book, log, samples, error };
}
