/**
 * Voices recorded and played back: what a language model was asked and what it answered, so that an episode with an LLM voice can be
 * played again, exactly, without the model.
 */
import { canonical, type Json } from '@understudy/kernel';
import { z } from 'zod';
import { voicePrompt } from './prompt.ts';
import type { VoiceRequest } from './request.ts';
import type { Voice } from './voice.ts';

/** One question to a voice. `line` and `attempt` name it among all others. */
export const recordedLineSchema = z.strictObject({
  line: z.string(),
  attempt: z.int().nonnegative(),
  /** What the model was shown, as canonical JSON. */
  prompt: z.string(),
  /** What it wrote, or why it did not. */
  reply: z.union([z.strictObject({ text: z.string() }), z.strictObject({ error: z.string() })]),
});
export type RecordedLine = z.infer<typeof recordedLineSchema>;

/** A recording cannot be played back: the episode asks for something else than was asked when it was made. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/** The same voice, with every question and answer handed to `keep`, in the order of the answers. An aborted question is not kept. */
export function recordVoice(voice: Voice, keep: (line: RecordedLine) => void): Voice {
  return {
    kind: 'llm',
    say: async (request, attempt, signal) => {
      const asked = { line: request.line, attempt, prompt: promptText(request) };
      let text: string;
      try {
        text = await voice.say(request, attempt, signal);
      } catch (error) {
        signal.throwIfAborted();
        keep({ ...asked, reply: { error: error instanceof Error ? error.message : String(error) } });
        throw error;
      }
      keep({ ...asked, reply: { text } });
      return text;
    },
  };
}

/**
 * A voice that answers as recorded. It rejects with RecordingError for what the recording does not have, or has for another prompt;
 * `speak` passes that on. Of lines recorded twice the last one counts: a run that was resumed asked again.
 */
export function replayVoice(recording: Iterable<RecordedLine>): Voice {
  const lines = new Map<string, RecordedLine>();
  for (const recorded of recording) lines.set(keyOf(recorded.line, recorded.attempt), recorded);
  return {
    kind: 'llm',
    say: async (request, attempt) => {
      const recorded = lines.get(keyOf(request.line, attempt));
      if (recorded === undefined)
        throw new RecordingError(
          `the recording has no attempt ${String(attempt + 1)} of the line ${request.line}: play the tasks and seeds it was made with`,
        );
      if (recorded.prompt !== promptText(request))
        throw new RecordingError(
          `the line ${request.line} was recorded for another prompt: agent, scenario or seed have changed since; record it again`,
        );
      if ('error' in recorded.reply) throw new Error(recorded.reply.error);
      return recorded.reply.text;
    },
  };
}

function promptText(request: VoiceRequest): string {
  const messages: Json = voicePrompt(request).map((message) => ({
    role: message.role,
    content: message.content,
  }));
  return canonical(messages);
}

function keyOf(line: string, attempt: number): string {
  return `${line}#${String(attempt)}`;
}
