import type { EngineFailureCode } from '../../domain/engine-job.ts';
import { CONTEXT_WINDOW, type ResultMessage } from './stream-schema.ts';

/** The kinds of trouble the program and its API name, in our words. */
export type Trouble = 'rate_limited' | 'unauthenticated' | 'over_budget' | EngineFailureCode;

/** `error` of an assistant message. */
const BY_ERROR: Readonly<Record<string, Trouble>> = {
  rate_limit: 'rate_limited',
  authentication_failed: 'unauthenticated',
  oauth_org_not_allowed: 'unauthenticated',
  account_on_hold: 'unauthenticated',
  verification_required: 'unauthenticated',
  billing_error: 'unauthenticated',
  cloud_credential_error: 'unauthenticated',
  overloaded: 'overloaded',
  server_error: 'overloaded',
  model_not_found: 'bad_model',
  invalid_request: 'bad_request',
  max_output_tokens: 'protocol',
  [CONTEXT_WINDOW]: 'context_overflow',
};

/** `api_error_type` of a result: the types of the Messages API's errors. */
const BY_API_TYPE: Readonly<Record<string, Trouble>> = {
  rate_limit_error: 'rate_limited',
  authentication_error: 'unauthenticated',
  permission_error: 'unauthenticated',
  billing_error: 'unauthenticated',
  overloaded_error: 'overloaded',
  api_error: 'overloaded',
  timeout_error: 'overloaded',
  not_found_error: 'bad_model',
  invalid_request_error: 'bad_request',
  request_too_large: 'context_overflow',
};

/** `api_error_status` of a result. */
const BY_STATUS: Readonly<Record<number, Trouble>> = {
  400: 'bad_request',
  401: 'unauthenticated',
  402: 'unauthenticated',
  403: 'unauthenticated',
  404: 'bad_model',
  408: 'overloaded',
  409: 'overloaded',
  413: 'context_overflow',
  422: 'bad_request',
  429: 'rate_limited',
};

const BY_SUBTYPE: Readonly<Record<string, Trouble>> = {
  error_max_turns: 'max_turns',
  error_max_budget_usd: 'over_budget',
  error_max_structured_output_retries: 'protocol',
};

/** `terminal_reason` of a result, where it tells more than the error of the API. */
const BY_ENDING: Readonly<Record<string, Trouble>> = {
  prompt_too_long: 'context_overflow',
  blocking_limit: 'context_overflow',
  budget_exhausted: 'over_budget',
  max_turns: 'max_turns',
};

/** By the `error` of the last answer. */
export function troubleOfAnswer(error: string | null): Trouble | undefined {
  return BY_ERROR[error ?? ''];
}

/** By why the program ended, where it tells. */
export function troubleOfEnding(result: ResultMessage): Trouble | undefined {
  if (result.stop_reason === 'refusal') return 'refused';
  return BY_SUBTYPE[result.subtype] ?? BY_ENDING[result.terminal_reason ?? ''];
}

/** By what its API answered. */
export function troubleOfApi(result: ResultMessage): Trouble | undefined {
  return BY_API_TYPE[result.api_error_type ?? ''] ?? byStatus(result.api_error_status ?? 0);
}

function byStatus(status: number): Trouble | undefined {
  return status >= 500 ? 'overloaded' : BY_STATUS[status];
}
