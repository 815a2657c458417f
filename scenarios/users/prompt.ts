/** What a language model is told when it lends a user its voice: the move and its facts, nothing of the task behind it. */
import type { Message } from '../trace/conversation.ts';
import type { VoiceRequest } from './request.ts';
import { filledLine, type VoicePrompt } from '../schema/voice.ts';
import { promptOf } from './speech/prompts.ts';
import { openFacts } from './state.ts';
import type { UserMove } from './state.ts';
import { withOpenFacts } from './template.ts';

/**
 * A prompt that small models can follow too: one line a thing, in the user's language, no world knowledge needed. Throws RangeError
 * for a line that is nobody's.
 */
export function voicePrompt(request: VoiceRequest): readonly Message[] {
  const { user, move, heard } = request;
  const prompt = request.prompt ?? promptOf(user.persona.language);
  const { mood } = move.state;
  const feeling = mood < -0.3 ? 'annoyed' : mood > 0.3 ? 'friendly' : 'calm';
  const labels = (line: string): readonly string[] =>
    move.asked.map(({ label }) => filledLine(line, { label }));
  const lines = [
    prompt.role,
    // A goal that has been given up is not spoken of.
    ...(move.state.revised ? [] : [filledLine(prompt.goal, { goal: user.goal })]),
    ...openFacts(user).map(({ label, value }) => filledLine(prompt.fact, { label, value })),
    filledLine(prompt.mood, { mood: prompt.moods[feeling] }),
    filledLine(prompt.act, { act: actOf(prompt, move) }),
    ...move.disclose.map(({ label, value }) => filledLine(prompt.tell, { label, value })),
    ...(move.act === 'unknown' ? labels(prompt.unknown) : []),
    ...(move.act === 'forgot' ? labels(prompt.forgotten) : []),
    ...doneLines(prompt, move),
    ...(move.revision === null
      ? []
      : [filledLine(prompt.revision, { revision: withOpenFacts(move.revision, user) })]),
    ...move.extras.map((extra) => filledLine(prompt.also, { extra: prompt.extras[extra] })),
  ];
  return [
    { role: 'system', content: lines.join('\n') },
    { role: 'user', content: heard === '' ? prompt.greeting : heard },
  ];
}

function actOf({ acts }: VoicePrompt, { act }: UserMove): string {
  if (act === 'away' || act === 'panic' || act === 'restate' || act === 'smalltalk')
    throw new RangeError(`no voice says a line of the act "${act}" by itself`);
  return acts[act];
}

function doneLines(prompt: VoicePrompt, { performed }: UserMove): readonly string[] {
  if (performed === null) return [];
  const { action, ok, reading } = performed;
  return [
    filledLine(ok ? prompt.did : prompt.failed, { action: action.label }),
    ...(reading === '' ? [] : [filledLine(prompt.reading, { reading })]),
  ];
}
