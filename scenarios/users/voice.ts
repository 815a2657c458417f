/** HOW a user sounds. Templates are the default voice; a language model may stand in behind the same interface. */
import { guardVoice } from './guard-voice.ts';
import { guardLine } from './guard.ts';
import { RecordingError } from './record.ts';
import type { VoiceRequest } from './request.ts';
import { withSlips } from './slips.ts';
import { templateLine } from './template.ts';

/** A voice of a language model. Rejects when the model cannot answer; the caller falls back to the templates. */
export interface Voice {
  readonly kind: 'llm';
  say(request: VoiceRequest, attempt: number, signal: AbortSignal): Promise<string>;
}

export interface SpokenLine {
  readonly text: string;
  readonly voice: 'template' | 'llm';
  readonly guarded: readonly { readonly text: string; readonly reason: string }[];
}

/** Speaks with templates. A template that the guard refuses is a fault of the scenario: it throws, naming the wording. */
export function speakTemplate(request: VoiceRequest): SpokenLine {
  const text = templateLine(request);
  const reason = guardLine(text, request);
  if (reason !== null)
    throw new Error(`the wording "${text}" breaks the user's own facts: ${reason}; correct the scenario`);
  return { text: written(text, request), voice: 'template', guarded: [] };
}

/** The line as this user writes it. A slip that spoils a fact does not happen. */
function written(text: string, request: VoiceRequest): string {
  const { user, move } = request;
  const { literacy } = user.persona;
  if (literacy >= 1 || move.act === 'away') return text;
  const keep = [...user.facts, ...move.disclose].map((fact) => fact.value);
  const reading = move.performed?.reading ?? '';
  const line = withSlips(text, [...keep, reading], literacy, request.rng.fork('slips'));
  return guardLine(line, request) === null ? line : text;
}

const ATTEMPTS = 3;

/**
 * Speaks with a language model: each line is guarded, retried, and in the end replaced by the template. Rejects with the signal's
 * reason, and with RecordingError where a recording does not fit.
 */
export async function speak(voice: Voice, request: VoiceRequest, signal: AbortSignal): Promise<SpokenLine> {
  const guarded: { text: string; reason: string }[] = [];
  // Nobody speaks where nobody is: a ticket is as it was written.
  if (request.ticket === true) return speakTemplate(request);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    let text: string;
    try {
      text = (await voice.say(request, attempt, signal)).trim();
    } catch (error) {
      signal.throwIfAborted();
      // A template in its place would be another episode than the one that is to be played again.
      if (error instanceof RecordingError) throw error;
      guarded.push({
        text: '',
        reason: `the voice did not answer: ${error instanceof Error ? error.message : String(error)}`,
      });
      continue;
    }
    const reason = guardVoice(text, request);
    if (reason === null) return { text: written(text, request), voice: 'llm', guarded };
    guarded.push({ text, reason });
  }
  return { ...speakTemplate(request), guarded };
}
