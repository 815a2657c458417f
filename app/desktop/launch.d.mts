/** The types of launch.mjs, which is plain JavaScript because it runs before anything is set up. */

export function electronBinary(electronFolder?: string): string | null;

export function fetchElectron(options: {
  readonly node: string;
  readonly electronFolder?: string;
  readonly notes?: string;
  readonly now?: number;
  readonly say?: (text: string) => void;
}): Promise<{ readonly binary: string } | { readonly reason: string }>;

export function startDesktop(options: {
  readonly node: string;
  readonly workspace: string;
  readonly link?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly say?: (text: string) => void;
}): Promise<
  | { readonly kind: 'ended'; readonly code: number }
  | { readonly kind: 'unavailable'; readonly reason: string }
>;
