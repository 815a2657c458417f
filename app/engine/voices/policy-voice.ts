/** A policy lends a simulated user its voice: the same models that play agents can speak for users. */
import { hashText } from '@understudy/kernel';
import { voicePrompt } from '@understudy/scenarios';
import type { Voice } from '@understudy/scenarios';
import type { Policy } from '../policies/policy.ts';
import { PolicyError } from '../policies/policy.ts';

export function policyVoice(policy: Policy): Voice {
  return {
    kind: 'llm',
    say: async (request, attempt, signal) => {
      const conversation = [...voicePrompt(request)];
      // Each attempt draws anew; the same request and attempt draw the same.
      const seed = hashText(`${JSON.stringify(conversation)}#${String(attempt)}`);
      const output = await policy.act(
        { episodeId: `voice-${String(seed)}`, turn: 0, conversation, tools: [], seed },
        signal,
      );
      if (output.text === null)
        throw new PolicyError(output.malformed ?? 'the voice answered without a text', {
          remedy: 'The template line is used instead.',
          retryable: true,
        });
      return output.text;
    },
  };
}
