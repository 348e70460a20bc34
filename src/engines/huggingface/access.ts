import { isLoopbackHost } from '../../domain/endpoint.ts';
import { findCredential } from '../endpoint/credential.ts';

/** Variables with a token, the more particular one first. */
export const HUGGINGFACE_TOKENS = ['LLM_API_KEY', 'HF_TOKEN'];

/** Whether there is what the engine needs to be let in: a token, or a server on this machine, which asks for none. */
export function hasAccess({
  env,
  endpoint,
}: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly endpoint: string | null;
}): boolean {
  if (findCredential(env, HUGGINGFACE_TOKENS) !== null) return true;
  return endpoint !== null && URL.canParse(endpoint) && isLoopbackHost(new URL(endpoint).hostname);
}
