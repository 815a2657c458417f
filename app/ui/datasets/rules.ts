/** A selection in sentences. Pure. */
import type { SelectionSpec } from '@understudy/host/contract';
import { endWords } from '../parts/outcome.tsx';

export function rulesInWords(spec: SelectionSpec): readonly string[] {
  const { policies, excludeEndReasons: ends, excludeFlags: flags, maxMalformed, maxToolErrors } = spec;
  const {
    onlySuccess,
    minReward,
    dropUniformGroups,
    dropDuplicates,
    bestOf,
    perTaskCap,
    preferShorter,
    labelled,
  } = spec;
  const said = {
    any: '',
    not_bad: 'Nothing that a reviewer called bad.',
    good: 'Only what a reviewer called good.',
  }[labelled];
  return [
    'Never an episode of a held-out task, an unfinished one, or one that could not be judged.',
    onlySuccess ? 'Only episodes that passed.' : 'Passed or not.',
    minReward > 0 ? `A reward of at least ${String(minReward)}.` : '',
    said,
    policies === null ? '' : `Only played by ${policies.join(', ')}.`,
    ends.length === 0
      ? ''
      : `None that ended like this: ${ends.map((end) => endWords(end).toLowerCase()).join(', ')}.`,
    flags === 'all'
      ? 'Nothing suspicious.'
      : flags.length === 0
        ? ''
        : `No sign of ${flags.join(', ').replaceAll('_', ' ')}.`,
    maxMalformed === null ? '' : `At most ${times(maxMalformed, 'unreadable turn')}.`,
    maxToolErrors === null ? '' : `At most ${times(maxToolErrors, 'tool error')}.`,
    dropDuplicates ? 'Of those that call the same tools in the same way, the best.' : '',
    bestOf === null
      ? ''
      : `Of each task’s tries the best ${String(bestOf.n)}${bestOf.margin > 0 ? `, at least ${String(bestOf.margin)} above their mean` : ''}.`,
    dropUniformGroups.allPass ? 'No task that every try passed.' : '',
    dropUniformGroups.allFail ? 'No task that no try passed.' : '',
    perTaskCap === null
      ? ''
      : `At most ${String(perTaskCap.max)} of a task that is never passed, down to ${String(perTaskCap.easy)} of one that always is.`,
    preferShorter ? 'Of two with the same reward, the shorter first.' : '',
  ].filter((rule) => rule !== '');
}

function times(most: number, what: string): string {
  return `${most === 0 ? 'no' : String(most)} ${what}${most === 1 ? '' : 's'}`.replace(/^no/, '0');
}
