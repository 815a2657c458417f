/** Who lends the user its voice: templates, a model, a model that is written down, or what was written down of one. */
import { policyVoice, recordToFile, replayFromFile, scriptedNames, type Policy } from '@understudy/engine';
import type { Voice } from '@understudy/scenarios';
import type { Command } from 'commander';
import { InputError } from '../errors.ts';

export interface SpeakingOptions {
  readonly voice?: string;
  readonly recordVoice?: string;
  readonly replayVoice?: string;
}

export function speakingOptions(command: Command): Command {
  return command
    .option(
      '--voice <policy>',
      'a model that lends the user its voice: embedded, a .gguf file or an endpoint (default: templates)',
    )
    .option('--record-voice <file>', 'write down what the voice is asked and answers; added to what is there')
    .option('--replay-voice <file>', 'in place of --voice: answer as a recording says');
}

/** Throws InputError for options that do not go together. */
export function checkSpeaking({ voice, recordVoice, replayVoice }: SpeakingOptions): void {
  const scripted: readonly string[] = scriptedNames;
  if (voice !== undefined && scripted.includes(voice))
    throw new InputError(
      `--voice ${voice} is a scripted policy, and those cannot speak for a user.`,
      'Name embedded, a .gguf file or an endpoint, or leave it out for the templates.',
    );
  if (voice !== undefined && replayVoice !== undefined)
    throw new InputError(
      'Both --voice and --replay-voice were given, and only one can speak.',
      'Leave one of them out.',
    );
  if (recordVoice !== undefined && voice === undefined)
    throw new InputError('--record-voice has nothing to write down.', 'Name the voice with --voice.');
}

export interface Speaker {
  /** What the run's settings say of it. */
  readonly id: string;
  readonly voice: Voice | null;
  close(): void;
}

/** The voice of a run. `open` opens the model that `--voice` names, and whoever opened it closes it. */
export async function openSpeaker(
  { voice, recordVoice, replayVoice }: SpeakingOptions,
  open: (name: string) => Promise<Policy>,
): Promise<Speaker> {
  const close = (): void => undefined;
  if (replayVoice !== undefined)
    return { id: `recording:${replayVoice}`, voice: replayFromFile(replayVoice), close };
  if (voice === undefined) return { id: 'template', voice: null, close };
  const policy = await open(voice);
  const spoken = policyVoice(policy);
  if (recordVoice === undefined) return { id: policy.id, voice: spoken, close };
  return { id: policy.id, ...recordToFile(spoken, recordVoice) };
}
