/** A job's events in words for a person. */
import type { JobEvent } from '@understudy/engine';
import { z } from 'zod';
import type { LogLine, SampleView } from '../contract/training.ts';

const phases: Readonly<Record<string, string>> = {
  check: 'Looks at what it is given',
  connect: 'Connects to the live tasks',
  data: 'Reads the rows',
  tokenizer: 'Learns to cut text into tokens',
  load: 'Loads the model',
  reference: 'Asks the first model about every row',
  train: 'Trains',
  trials: 'Tries settings',
  merge: 'Puts models together',
  eval: 'Measures',
  evaluate: 'Measures',
  save: 'Writes down what it made',
  export: 'Makes the model file',
  write: 'Writes the model file',
  parity: 'Compares the file with the model',
};

const ends = {
  ok: 'Finished',
  cancelled: 'Stopped on request; what it did is saved',
  time_limit: 'Stopped at its time limit; what it did is saved',
  failed: 'Failed',
  bad_job: 'Could not begin: its settings are not sound',
  bad_data: 'Could not begin: its rows are not sound',
  out_of_memory: 'Ran out of memory',
} as const;

/** Null for figures, progress and samples, which have places of their own. */
export function logLine(event: JobEvent): LogLine | null {
  const line = (kind: LogLine['kind'], text: string): LogLine => ({
    seq: event.seq,
    at: event.ts,
    kind,
    text,
  });
  switch (event.t) {
    case 'hello': {
      const { type, name } = event.device;
      return line('step', `Begins on ${name === '' || name === type ? type : `${type} (${name})`}`);
    }
    case 'phase': {
      const { resumed_at: from = 0 } = event;
      const again = from === 0 ? '' : `, from step ${String(from)} on`;
      return line('step', `${phases[event.name] ?? event.name}${again}`);
    }
    case 'checkpoint':
      return line('saved', `Saved at step ${String(event.step)}`);
    case 'warning':
      return line('warning', event.message === '' ? event.code.replaceAll('_', ' ') : event.message);
    case 'artifact':
      return line('made', `Made ${event.path}`);
    case 'error':
      return line('error', event.message);
    case 'end':
      return line('end', ends[event.status]);
    case 'plan':
    case 'progress':
    case 'metric':
    case 'sample':
      return null;
  }
}

const sampleSchema = z.looseObject({
  step: z.number().optional(),
  task: z.string(),
  reward: z.number().nullish(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.string().nullish() })),
});

/** Null for other events, and for a sample of a shape that is not known. */
export function sampleOf(event: JobEvent): SampleView | null {
  if (event.t !== 'sample') return null;
  const parsed = sampleSchema.safeParse(event);
  if (!parsed.success) return null;
  const { step = null, task, reward = null, messages } = parsed.data;
  return {
    ...{ seq: event.seq, step, task, reward },
    messages: messages.map(({ role, content, ...more }) => ({
      role,
      // A turn without words calls tools: those are shown as they were written.
      content: content ?? ('tool_calls' in more ? JSON.stringify(more['tool_calls']) : ''),
    })),
  };
}
