import type { ModelPrice, PriceTable } from './prices.ts';

/** The day on which the prices below were read. They are list prices: a contract may say otherwise. */
export const PRICES_AS_OF = '2026-10-24';

/** Tokens of a prompt past which Claude Haiku 5.5 costs five times as much. */
const HAIKU_LONG_PROMPT = 100_000;

/**
 * Claude, in US dollars for a million tokens. A cache read costs a tenth of input where nothing else is said (a
 * twentieth on the 5.5 models, a fortieth on Fable 5.1), a cache write of five minutes a quarter more than input.
 * Source: https://platform.claude.com/docs/en/about-claude/pricing and the overview page of each model. A model
 * that is not there, such as `claude-fable-5-2`, has no known price.
 */
export const CLAUDE_PRICES: PriceTable = {
  'claude-opus-5-5*': claude(4, 20, 0.05),
  'claude-sonnet-5-5*': claude(2, 10, 0.05),
  'claude-haiku-5-5*': {
    ...claude(0.1, 0.5),
    long: { above: HAIKU_LONG_PROMPT, ...claude(0.5, 2.5) },
  },
  'claude-fable-5-1*': claude(10, 50, 0.025),
  'claude-mythos-5-1*': claude(10, 50, 0.025),
  'claude-fable-5': claude(10, 50),
  'claude-mythos-5': claude(10, 50),
  'claude-opus-5': claude(5, 25),
  'claude-sonnet-5': claude(2, 10),
  'claude-opus-4-8*': claude(5, 25),
  'claude-opus-4-7*': claude(5, 25),
  'claude-opus-4-6*': claude(5, 25),
  'claude-opus-4-5*': claude(5, 25),
  'claude-opus-4-1*': claude(15, 75),
  'claude-sonnet-4-6*': claude(3, 15),
  'claude-sonnet-4-5*': claude(3, 15),
  'claude-haiku-4-5*': claude(1, 5),
};

/**
 * Models of Hugging Face's router, in US dollars for a million tokens. The router passes on what the provider it
 * chose charges; these are the prices that https://models.dev lists for it (`providers/huggingface`).
 */
export const HUGGINGFACE_PRICES: PriceTable = {
  'zai-org/GLM-5.3': { input: 1.4, output: 4.4 },
  'moonshotai/Kimi-K2.7-Code': { input: 0.95, output: 4 },
  'moonshotai/Kimi-K3': { input: 3, output: 15 },
  'deepseek-ai/DeepSeek-V4-Pro-0813': { input: 1.32, output: 3.96 },
};

function claude(input: number, output: number, readShare = 0.1): ModelPrice {
  return { input, output, cacheRead: input * readShare, cacheWrite: input * 1.25 };
}
