/** What a language model is told when it lends a user its voice: the move and its facts, nothing of the task behind it. */
import type { Message } from '../trace/conversation.ts';
import type { VoiceRequest } from './request.ts';
import { promptPartsOf, type PromptParts } from './speech/prompts.ts';
import { openFacts } from './state.ts';
import type { UserMove } from './state.ts';
import { withOpenFacts } from './template.ts';

/**
 * A prompt that small models can follow too: one line a thing, in the user's language, no world knowledge needed. Throws RangeError
 * for a line that is nobody's.
 */
export function voicePrompt(request: VoiceRequest): readonly Message[] {
  const { user, move, heard } = request;
  const parts = promptPartsOf(user.persona.language);
  const { mood } = move.state;
  const feeling = mood < -0.3 ? 'annoyed' : mood > 0.3 ? 'friendly' : 'calm';
  const lines = [
    parts.role,
    // A goal that has been given up is not spoken of.
    ...(move.state.revised ? [] : [`${parts.goal}: ${user.goal}`]),
    ...openFacts(user).map((fact) => `${fact.label}: ${fact.value}`),
    `${parts.mood}: ${parts.moods[feeling]}`,
    `${parts.act}: ${actOf(parts, move)}`,
    ...move.disclose.map((fact) => `${parts.tell} ${fact.label}: ${fact.value}`),
    ...(move.act === 'unknown' ? move.asked.map((fact) => `${parts.unknown}: ${fact.label}`) : []),
    ...(move.act === 'forgot' ? move.asked.map((fact) => `${parts.forgotten}: ${fact.label}`) : []),
    ...doneLines(parts, move),
    ...(move.revision === null ? [] : [`${parts.revision}: ${withOpenFacts(move.revision, user)}`]),
    ...move.extras.map((extra) => `${parts.also}: ${parts.extras[extra]}`),
  ];
  return [
    { role: 'system', content: lines.join('\n') },
    { role: 'user', content: heard === '' ? parts.greeting : heard },
  ];
}

function actOf({ acts }: PromptParts, { act }: UserMove): string {
  if (act === 'away' || act === 'panic' || act === 'restate' || act === 'smalltalk')
    throw new RangeError(`no voice says a line of the act "${act}" by itself`);
  return acts[act];
}

function doneLines(parts: PromptParts, { performed }: UserMove): readonly string[] {
  if (performed === null) return [];
  const { action, ok, reading } = performed;
  return [
    `${ok ? parts.did : parts.failed}: ${action.label}`,
    ...(reading === '' ? [] : [`${parts.reading}: ${reading}`]),
  ];
}
