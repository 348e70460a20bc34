import { checkEndpoint } from '../../domain/endpoint.ts';
import { CLAUDE_PRICES, PRICES_AS_OF } from '../../domain/price-list.ts';
import type { Engine } from '../../ports/engine.ts';
import { type ApiEngineOptions, type ApiSetup, createApiEngine } from '../api-engine.ts';
import { findCredential, readSetting } from '../endpoint/credential.ts';
import { modelPrices } from '../endpoint/model-prices.ts';
import { type Credential, createAnthropicModel } from './chat-model.ts';
import { ANTHROPIC_KEYS, API_KEY } from './keys.ts';
import { DEFAULT_MODEL, sizeOf } from './models.ts';

const NAME = 'anthropic';
const BASE_URL = 'ANTHROPIC_BASE_URL';
const OWN_BASE_URL = 'https://api.anthropic.com';

export interface AnthropicOptions extends ApiEngineOptions {
  /** Null for the default. */
  readonly model: string | null;
}

/** Claude by the Messages API, with tools of our own. */
export function createAnthropicEngine(options: AnthropicOptions): Engine {
  const model = options.model ?? DEFAULT_MODEL;
  const { contextTokens } = sizeOf(model);
  const shape = { name: NAME, contextTokens, setup: setUp(model, options) };
  const prices = modelPrices([model], options.prices, CLAUDE_PRICES);
  return createApiEngine(shape, { ...options, prices });
}

function setUp(model: string, { env }: AnthropicOptions): ApiSetup {
  const found = findCredential(env, ANTHROPIC_KEYS);
  if (found === null) {
    return {
      ok: false,
      why: 'unauthenticated',
      message: `${API_KEY} is not set`,
      hint: `Set ${API_KEY} to a key of https://platform.claude.com, or choose another --engine.`,
    };
  }
  // The variable is the user's own, and so is what listens on this machine.
  const checked = checkEndpoint(readSetting(env, BASE_URL) ?? OWN_BASE_URL, {
    allowHttpLoopback: true,
  });
  if (!checked.ok) {
    const message = `${BASE_URL} ${checked.shown} ${checked.rule}`;
    return { ok: false, why: 'unusable', message, hint: `Unset or correct ${BASE_URL}.` };
  }
  const { url } = checked;
  const { name, value } = found;
  const credential: Credential = name === API_KEY ? { apiKey: value } : { authToken: value };
  return {
    ok: true,
    url,
    describe: `${url.host} reads the code with ${model}, billed per token to ${name} (prices of ${PRICES_AS_OF})`,
    credential: name,
    open: (_kind, way) => createAnthropicModel({ ...way, model, baseUrl: url, credential }),
  };
}
