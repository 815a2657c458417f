/** One POST to an endpoint, with a time limit and retries. It knows HTTP, not chat. */
import { PolicyError } from './policy.ts';
import type { Pace, RequestGate } from './requestGate.ts';

export interface EndpointTarget {
  readonly url: string;
  readonly key: string | null;
  /** The environment variable that holds the key, for error messages. */
  readonly keyName: string | null;
  readonly timeoutMs: number;
  /** Attempts after the first. */
  readonly retries: number;
  readonly pace: Pace;
  readonly gate: RequestGate;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** A server that asks for a longer pause than this is taken at its word by giving up. */
const PATIENCE_MS = 120_000;
const EXCERPT = 300;

/**
 * The parsed JSON of a 2xx answer. Retries 408, 409, 429, 5xx, time-outs and broken connections with exponential backoff and full
 * jitter (M. Brooker, "Exponential Backoff And Jitter", AWS 2015), or as long as Retry-After says. Rejects with PolicyError, or
 * with the signal's reason.
 */
export async function postJson(target: EndpointTarget, body: object, signal: AbortSignal): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await attemptOnce(target, body, signal);
    if (answer.ok) return answer.json;
    const { error, retryAfterMs } = answer;
    if (!error.retryable || attempt >= target.retries) throw error;
    const backoff = target.pace.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
    if (retryAfterMs !== null && retryAfterMs > PATIENCE_MS) throw error;
    await target.pace.sleep(retryAfterMs ?? backoff, signal);
  }
}

type Answer =
  | { readonly ok: true; readonly json: unknown }
  | { readonly ok: false; readonly error: PolicyError; readonly retryAfterMs: number | null };

async function attemptOnce(target: EndpointTarget, body: object, signal: AbortSignal): Promise<Answer> {
  const leave = await target.gate.enter(signal);
  const limit = AbortSignal.timeout(target.timeoutMs);
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(target.key === null ? {} : { authorization: `Bearer ${target.key}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, limit]),
    });
    const text = await response.text();
    if (!response.ok)
      return {
        ok: false,
        error: refusal(target, response.status, text),
        retryAfterMs: retryAfter(response.headers.get('retry-after')),
      };
    try {
      return { ok: true, json: JSON.parse(text) };
    } catch (cause) {
      const error = new PolicyError(
        `${target.url} answered with something that is not JSON: ${text.slice(0, EXCERPT)}`,
        {
          remedy: 'Check that the base URL is that of an OpenAI-compatible API; most end with /v1.',
          retryable: false,
          cause,
        },
      );
      return { ok: false, error, retryAfterMs: null };
    }
  } catch (cause) {
    signal.throwIfAborted();
    const why = limit.aborted
      ? `did not answer within ${target.timeoutMs / 1000} s`
      : `cannot be reached (${innermost(cause)})`;
    const error = new PolicyError(`${target.url} ${why}.`, {
      remedy:
        'Check the base URL and the network, and that the server is running; a slow model needs a longer time limit.',
      retryable: true,
      cause,
    });
    return { ok: false, error, retryAfterMs: null };
  } finally {
    leave();
  }
}

function refusal(target: EndpointTarget, status: number, body: string): PolicyError {
  const said = body.trim() === '' ? '' : `: ${body.trim().slice(0, EXCERPT)}`;
  const make = (problem: string, remedy: string, retryable = false): PolicyError =>
    new PolicyError(`${target.url} ${problem} (HTTP ${status})${said}`, { remedy, retryable });
  if (status === 401 || status === 403)
    return make(
      'refused the key',
      target.keyName === null
        ? 'Name the environment variable that holds the API key.'
        : `Set ${target.keyName} to a valid key that may use this model.`,
    );
  if (status === 404)
    return make(
      'does not know this address or model',
      'Check the base URL (most end with /v1) and the model’s name.',
    );
  if (status === 429 && body.includes('insufficient_quota'))
    return make('has no credit left for this key', 'Add credit to the account, or use another key.');
  if (status === 408 || status === 409 || status === 429 || status >= 500)
    return make(
      status === 429 ? 'limits the rate of requests' : 'failed',
      'Try again later, or lower the concurrency and the requests per minute.',
      true,
    );
  return make(
    'refused the request',
    'The answer says what it did not accept; some servers lack tools or the seed.',
  );
}

/** Retry-After in milliseconds: seconds, or an HTTP date (RFC 9110, section 10.2.3). Null where absent or unreadable. */
function retryAfter(value: string | null): number | null {
  if (value === null || value.trim() === '') return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

/** fetch hides the reason of a broken connection in `cause`. */
function innermost(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : innermost(error.cause);
}
