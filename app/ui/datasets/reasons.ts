/** Why an episode is not in a dataset, for a person. */
import type { DropCode } from '@understudy/host/contract';

interface Reason {
  readonly label: string;
  /** One line more, where the label leaves a question open. */
  readonly about: string;
}

const reasons: Readonly<Record<DropCode, Reason>> = {
  held_out: {
    label: 'Held-out tasks',
    about: 'They are for measuring. Nothing of them is ever learned from, and no setting changes that.',
  },
  not_finished: { label: 'Not finished', about: 'They are still being played, or something broke.' },
  forked: {
    label: 'Played on from another episode',
    about: 'Their beginnings are other episodes’ and may be another player’s. They can still make pairs.',
  },
  unjudged: { label: 'Not judged', about: 'Nobody can say whether they are good.' },
  other_policy: { label: 'Played by somebody else', about: 'You asked for certain players only.' },
  end_reason: { label: 'Ended badly', about: 'They ended in a way that you leave out.' },
  flagged: {
    label: 'Suspicious',
    about: 'They carry a sign that the reward was gamed, or that they are not worth imitating.',
  },
  labelled_bad: { label: 'Called bad by a reviewer', about: '' },
  not_labelled_good: { label: 'Not called good by a reviewer', about: 'Label more of them under Review.' },
  malformed: { label: 'Too many unreadable turns', about: '' },
  tool_errors: { label: 'Too many tool errors', about: '' },
  not_success: { label: 'Did not pass', about: 'Something that had to hold did not.' },
  low_reward: { label: 'Reward too low', about: '' },
  all_pass_group: {
    label: 'Everybody passed',
    about: 'All tries of the task passed: there is little new in them.',
  },
  all_fail_group: { label: 'Nobody passed', about: 'All tries of the task failed.' },
  duplicate: { label: 'Repetitions', about: 'A better one calls the same tools in the same way.' },
  below_margin: {
    label: 'Not far enough above the others',
    about: 'Their reward is too near to the mean of their task’s tries.',
  },
  not_best: { label: 'Not among the best', about: 'Other tries of the same task are better.' },
  task_cap: { label: 'Enough of this task', about: 'Others of the same task rank before them.' },
};

export function reasonOf(code: DropCode): Reason {
  return reasons[code];
}

const labels: ReadonlyMap<string, string> = new Map(
  Object.entries(reasons).map(([code, { label }]) => [code, label]),
);

/** A dataset of another version may have reasons that this one does not know. */
export function labelOf(code: string): string {
  return labels.get(code) ?? code.replaceAll('_', ' ');
}
