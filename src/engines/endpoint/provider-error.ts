/** What a provider says of its own error. */
export interface ProviderError {
  /** `rate_limit_error` and the like; empty where it says none. */
  readonly type: string;
  /** The name of the cause; empty where it says none. */
  readonly code: string;
  /** An HTTP status told in place of a code, as some do in the middle of a stream. */
  readonly status: number | null;
  readonly message: string;
  /** Milliseconds until a model is loaded, as Hugging Face estimates it; null where it does not. */
  readonly waitMs: number | null;
}

/**
 * Reads an error as the Messages API, OpenAI and those who follow it, TGI (`error`, `error_type`), FastAPI
 * (`detail`) and older vLLM (flat) write it. Never fails: what is not there is empty.
 */
export function readProviderError(body: unknown): ProviderError {
  const outer = asRecord(body);
  const inner = asRecord(outer['error']);
  const said = (name: string): unknown => inner[name] ?? outer[name];
  const code = inner['code'] ?? asRecord(inner['details'])['error_code'] ?? outer['code'];
  return {
    type: text(inner['type'] ?? outer['error_type'] ?? notEnvelope(outer['type'])),
    code: typeof code === 'number' ? '' : text(code),
    status: typeof code === 'number' ? code : null,
    waitMs: milliseconds(outer['estimated_time']),
    message: text(said('message')) || text(outer['error']) || text(outer['detail']) || text(body),
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** `"type": "error"` names the envelope, not the error. */
function notEnvelope(type: unknown): unknown {
  return type === 'error' ? '' : type;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function milliseconds(seconds: unknown): number | null {
  return typeof seconds === 'number' && seconds > 0 ? Math.ceil(seconds * 1000) : null;
}
