/** What an OpenAI-compatible server says when it refuses: a status and `{error: {message, type, param, code}}`. */

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** The field of the request that it is about. */
  readonly param: string | null;
  constructor(status: number, code: string, message: string, param: string | null = null) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.param = param;
  }
}

/** The body of an answer that refuses. */
export function errorBody({ status, code, message, param }: ApiError): object {
  return { error: { message, type: typeOf(status), param, code } };
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
