/**
 * What the router serves today, with tools, by https://models.dev (`providers/huggingface`): the model that plans
 * and the one that writes code.
 */
export const DEFAULT_PLANNER = 'zai-org/GLM-5.3';
export const DEFAULT_CODER = 'zai-org/GLM-5.3';

/** Where Hugging Face chooses a provider: https://huggingface.co/docs/inference-providers. */
export const ROUTER = 'https://router.huggingface.co/v1';

/** Sizes of a model, in tokens. */
export interface ModelSize {
  /** The window, the answer included. */
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
}

/** Less than the makers' own windows: each provider of the router has its own limits. */
const KNOWN: Readonly<Record<string, ModelSize>> = {
  'zai-org/GLM-5.3': { contextTokens: 200_000, maxOutputTokens: 32_768 },
  'zai-org/GLM-5.2': { contextTokens: 200_000, maxOutputTokens: 32_768 },
  'moonshotai/Kimi-K3': { contextTokens: 256_000, maxOutputTokens: 32_768 },
  'moonshotai/Kimi-K2.7-Code': { contextTokens: 256_000, maxOutputTokens: 32_768 },
  'deepseek-ai/DeepSeek-V4-Pro-0813': { contextTokens: 256_000, maxOutputTokens: 32_768 },
  'Qwen/Qwen3-Coder-480B-A35B-Instruct': { contextTokens: 256_000, maxOutputTokens: 32_768 },
  'openai/gpt-oss-120b': { contextTokens: 128_000, maxOutputTokens: 32_768 },
};
/** Of models of the router that are not listed. */
const OF_ROUTER: ModelSize = { contextTokens: 128_000, maxOutputTokens: 16_384 };
/** Of a server of the user's own, whose window is as large as its memory. */
const OF_SERVER: ModelSize = { contextTokens: 32_768, maxOutputTokens: 8_192 };

/** @param model a name of the hub, perhaps with a provider: `zai-org/GLM-5.3:novita` */
export function sizeOf(model: string, endpoint: URL): ModelSize {
  const known = KNOWN[model.replace(/:[\w-]+$/, '')];
  return known ?? (isRouter(endpoint) ? OF_ROUTER : OF_SERVER);
}

export function isRouter(endpoint: URL): boolean {
  return endpoint.host === new URL(ROUTER).host;
}
