/** A judge for tests that knows the built-in probes by heart, and says yes to everything else. */
import { judgePrompt, probes, rubricOf } from '@understudy/scenarios';
import type { Message } from '@understudy/scenarios';

const known = new Map(
  probes.map((probe) => {
    const [, message] = judgePrompt(probe.task, [rubricOf(probe)], probe.log);
    const answers = probe.questions.map(({ yes }, i) => [`q${String(i + 1)}`, yes ? 'yes' : 'no']);
    return [message?.content ?? '', JSON.stringify(Object.fromEntries(answers))];
  }),
);

export function answerByHeart(prompt: readonly Pick<Message, 'content'>[]): string {
  const content = prompt[1]?.content ?? '';
  const numbers = [...content.matchAll(/^(q\d+): /gm)].map(([, name]) => [name, 'yes']);
  return known.get(content) ?? JSON.stringify(Object.fromEntries(numbers));
}
