import { checkEndpoint } from '../../domain/endpoint.ts';
import { HUGGINGFACE_PRICES, PRICES_AS_OF } from '../../domain/price-list.ts';
import type { Engine } from '../../ports/engine.ts';
import { type ApiEngineOptions, type ApiSetup, createApiEngine } from '../api-engine.ts';
import { findCredential, readSetting } from '../endpoint/credential.ts';
import { modelPrices } from '../endpoint/model-prices.ts';
import { HUGGINGFACE_TOKENS, hasAccess } from './access.ts';
import { createHuggingFaceModel } from './chat-model.ts';
import { DEFAULT_CODER, DEFAULT_PLANNER, isRouter, ROUTER, sizeOf } from './models.ts';

const NAME = 'huggingface';

export interface HuggingFaceOptions extends ApiEngineOptions {
  /** For planning and coding alike; null for `MODEL_PLANNER` and `MODEL_CODER`, else the defaults. */
  readonly model: string | null;
  /** Any server that speaks OpenAI's chat completions; null for Hugging Face's router. */
  readonly endpoint: string | null;
  readonly allowHttpLoopback: boolean;
}

/** Open models by Hugging Face's router or a server of the user's, with tools of our own. */
export function createHuggingFaceEngine(options: HuggingFaceOptions): Engine {
  const models = modelsOf(options);
  const setup = setUp(models, options);
  const url = setup.ok ? setup.url : new URL(ROUTER);
  const names = [models.planner, models.coder];
  const contextTokens = Math.min(...names.map((model) => sizeOf(model, url).contextTokens));
  // What the router charges says nothing of another server.
  const prices = modelPrices(names, options.prices, isRouter(url) ? HUGGINGFACE_PRICES : {});
  return createApiEngine({ name: NAME, contextTokens, setup }, { ...options, prices });
}

interface Models {
  readonly planner: string;
  readonly coder: string;
}

function modelsOf({ model, env }: HuggingFaceOptions): Models {
  return {
    planner: model ?? readSetting(env, 'MODEL_PLANNER') ?? DEFAULT_PLANNER,
    coder: model ?? readSetting(env, 'MODEL_CODER') ?? DEFAULT_CODER,
  };
}

function setUp(models: Models, options: HuggingFaceOptions): ApiSetup {
  const { env, endpoint, allowHttpLoopback } = options;
  const checked = checkEndpoint(endpoint ?? ROUTER, { allowHttpLoopback });
  if (!checked.ok) {
    const message = `the endpoint ${checked.shown} ${checked.rule}`;
    return { ok: false, why: 'unusable', message, hint: 'Correct --endpoint or LLM_ENDPOINT.' };
  }
  if (!hasAccess(options)) {
    return {
      ok: false,
      why: 'unauthenticated',
      message: 'neither HF_TOKEN nor LLM_API_KEY is set',
      hint: 'Set HF_TOKEN to a token of https://huggingface.co/settings/tokens that may call Inference Providers.',
    };
  }
  const { url } = checked;
  const found = findCredential(env, HUGGINGFACE_TOKENS);
  return {
    ok: true,
    url,
    describe: `${url.host} reads the code with ${modelNames(models)}, ${billing(url, found?.name)}`,
    credential: found?.name ?? (isRouter(url) ? 'HF_TOKEN' : 'LLM_API_KEY'),
    open: (kind, way) =>
      createHuggingFaceModel({
        ...way,
        model: kind === 'plan' ? models.planner : models.coder,
        endpoint: url,
        token: found?.value ?? '',
      }),
  };
}

function modelNames({ planner, coder }: Models): string {
  return planner === coder ? coder : `${coder} (planning: ${planner})`;
}

function billing(url: URL, token: string | undefined): string {
  if (token === undefined) return 'without a token, so nothing is billed here';
  return isRouter(url)
    ? `billed per token to ${token} (prices of ${PRICES_AS_OF})`
    : `billed as that server does to ${token}`;
}
