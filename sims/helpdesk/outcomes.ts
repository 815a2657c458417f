/** The desk's own refusals. They are answers of the system, and none of them goes away by trying the same call again. */
import { fail, type ToolError, type ToolErrorCode, type Transition } from '@understudy/kernel';

export interface Failed {
  readonly ok: false;
  readonly error: ToolError;
}

export function failed(code: ToolErrorCode, message: string, hint?: string): Failed {
  return fail(code, message, hint === undefined ? {} : { hint });
}

/** A lifecycle's refusal, with the desk's advice instead of the general one. */
export function refused(transition: Extract<Transition, { readonly ok: false }>, hint: string): Failed {
  return { ok: false, error: { ...transition.error, hint } };
}

export function orderNotFound(orderId: number): Failed {
  return failed('not_found', `There is no order ${orderId}.`, 'Check the order number with the customer.');
}
