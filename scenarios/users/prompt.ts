/** What a language model is told when it lends a user its voice: the move and its facts, nothing of the task behind it. */
import type { Message } from '../trace/conversation.ts';
import type { VoiceRequest } from './voice.ts';

/** A prompt that small models can follow too: one line a thing, no world knowledge needed. */
export function voicePrompt(request: VoiceRequest): readonly Message[] {
  const { user, move, heard } = request;
  const mood = move.state.mood < -0.3 ? 'annoyed' : move.state.mood > 0.3 ? 'friendly' : 'calm';
  const lines = [
    'You are a customer writing to a service desk. Write only the next line you would send.',
    `goal: ${user.goal}`,
    ...user.facts.filter((fact) => fact.askedBy.length === 0).map((fact) => `${fact.label}: ${fact.value}`),
    `mood: ${mood}`,
    `act: ${move.act}`,
    ...move.disclose.map((fact) => `tell ${fact.label}: ${fact.value}`),
    ...(move.act === 'unknown' ? move.asked.map((fact) => `you do not know: ${fact.label}`) : []),
  ];
  return [
    { role: 'system', content: lines.join('\n') },
    { role: 'user', content: heard === '' ? 'Hello, how can I help you?' : heard },
  ];
}
