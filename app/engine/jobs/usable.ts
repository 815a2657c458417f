/** The trainer's Python, or, for the report and the exit code, what is missing and how to go on. */
import { trainerStatus } from './trainer.ts';

export type UsableTrainer = { readonly python: string } | { readonly missing: string };

export async function usableTrainer(): Promise<UsableTrainer> {
  const status = await trainerStatus();
  if (status.kind === 'ready') return { python: status.python };
  if (status.kind === 'missing') return { missing: `${status.reason} ${status.remedy}` };
  const lacking = status.doctor.missing.map((one) => `${one.package} (${one.get})`);
  return { missing: `${status.python} lacks ${lacking.join(', ')}. Then run the same command again.` };
}
