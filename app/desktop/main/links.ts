/** Addresses that other programs open in this one: `understudy://episode/ID?step=N`. Anyone can write one, so nothing in it is trusted. */
import { z } from 'zod';
import type { ShellLink } from '../bridge.ts';
import { linkScheme } from './address.ts';

const longest = 600;

/** An episode's id: run, task and sample (`run/pack.family-3#0`, with `~n` behind a further try). */
export const linkSchema = z.object({
  kind: z.literal('episode'),
  id: z
    .string()
    .max(400)
    .regex(/^[\w][\w.~#/-]*$/)
    .refine((id) => !id.split('/').includes('..')),
  step: z.int().nonnegative().max(1_000_000).nullable(),
});

/** What an address names; null for every address that is none of ours, or not well formed. */
export function parseLink(address: string): ShellLink | null {
  if (address.length > longest) return null;
  const url = URL.parse(address);
  if (url === null || url.protocol !== `${linkScheme}:` || url.username !== '' || url.port !== '')
    return null;
  const id = decoded(`${url.pathname.slice(1)}${url.hash}`);
  const step = url.searchParams.get('step');
  if (id === null || (step !== null && !/^\d{1,7}$/.test(step))) return null;
  const link = linkSchema.safeParse({ kind: url.host, id, step: step === null ? null : Number(step) });
  return link.success ? link.data : null;
}

/** The first address of ours among a program's arguments: on Linux and Windows that is how the system hands one over. */
export function linkAmong(args: readonly string[]): ShellLink | null {
  for (const arg of args) {
    const link = arg.startsWith(`${linkScheme}:`) ? parseLink(arg) : null;
    if (link !== null) return link;
  }
  return null;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
