/** A task's id for a person: without its scenario, which says the same in every row. `pack/late_large/train/3` is `late large 3`. */
export function taskWords(taskId: string): string {
  return taskId
    .slice(taskId.indexOf('/') + 1)
    .replace('/train/', ' ')
    .replaceAll('_', ' ');
}
