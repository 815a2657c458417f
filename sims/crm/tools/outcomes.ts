/** The CRM's own refusals. They are answers of the system, and none of them goes away by trying the same call again. */
import { fail, type ToolError, type ToolErrorCode, type Transition } from '@understudy/kernel';
import { showId, type IdKind } from '../ids.ts';

export interface Failed {
  readonly ok: false;
  readonly error: ToolError;
}

export function failed(code: ToolErrorCode, message: string, hint?: string): Failed {
  return fail(code, message, hint === undefined ? {} : { hint });
}

/** A lifecycle's refusal, with the CRM's advice instead of the general one. */
export function refused(transition: Extract<Transition, { readonly ok: false }>, hint: string): Failed {
  return { ok: false, error: { ...transition.error, hint } };
}

export function noSuch(kind: IdKind, id: number): Failed {
  return failed('not_found', `There is no ${kind.replaceAll('_', ' ')} ${showId(kind, id)}.`);
}
