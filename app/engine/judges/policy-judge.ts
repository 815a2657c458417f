/** A policy as judge: the same models that play agents can answer the questions of a rubric. */
import { hashText } from '@understudy/kernel';
import type { JudgeModel } from '@understudy/scenarios';
import type { Policy } from '../policies/policy.ts';
import { PolicyError } from '../policies/policy.ts';

/** The same prompt is answered with the same seed. What is not a plain text is an outage: PolicyError. */
export function policyJudge(policy: Policy): JudgeModel {
  return {
    answer: async (prompt, signal) => {
      const seed = hashText(JSON.stringify(prompt));
      const output = await policy.act(
        { episodeId: `judge-${String(seed)}`, turn: 0, conversation: [...prompt], tools: [], seed },
        signal,
      );
      if (output.text === null || output.toolCalls.length > 0)
        throw new PolicyError(output.malformed ?? 'the judge answered without a text', {
          remedy: 'The component stays without a score; score the run again with another judge.',
          retryable: true,
        });
      return output.text;
    },
  };
}
