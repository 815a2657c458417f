/**
 * Remembers the exact tokens behind the messages that this server made. A client sends text back; tokenised afresh it may come
 * out otherwise than the model wrote it, and its cache would be of no use. What is remembered joins the conversation again.
 */
import { createHash } from 'node:crypto';
import type { ActOutput } from '@understudy/engine';
import { canonical } from '@understudy/kernel';
import type { Message, TokenRecord } from '@understudy/scenarios';

/** Messages remembered; the oldest go first. */
const KEPT = 20_000;

export class TokenMemory {
  readonly #tokens = new Map<string, TokenRecord>();

  /** The conversation with the tokens of those assistant messages that were made here behind exactly what stands before them. */
  recall(conversation: readonly Message[]): readonly Message[] {
    const key = createHash('sha256');
    return conversation.map((message) => {
      key.update(spelled(message));
      if (message.role !== 'assistant') return message;
      const tokens = this.#tokens.get(key.copy().digest('hex'));
      return tokens === undefined ? message : { ...message, tokens };
    });
  }

  /** `output` is what answered `conversation`. */
  keep(conversation: readonly Message[], output: ActOutput): void {
    if (output.tokens === undefined) return;
    const key = createHash('sha256');
    for (const message of conversation) key.update(spelled(message));
    key.update(spelled({ role: 'assistant', content: output.text, toolCalls: [...output.toolCalls] }));
    this.#tokens.set(key.digest('hex'), output.tokens);
    for (const oldest of this.#tokens.keys()) {
      if (this.#tokens.size <= KEPT) break;
      this.#tokens.delete(oldest);
    }
  }
}

/** A message as its meaning: without tokens, blanks at the ends, and the difference between no text and an empty one. */
function spelled(message: Message): string {
  if (message.role !== 'assistant') return `${canonical(message)}\n`;
  const { content, toolCalls } = message;
  const calls = toolCalls.map(({ id, name, arguments: args }) => ({ id, name, args }));
  return `${canonical({ said: (content ?? '').trim(), calls })}\n`;
}
