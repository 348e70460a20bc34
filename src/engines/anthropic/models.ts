/** What `anthropic` works with unless told otherwise: what Anthropic recommends for agents that write code. */
export const DEFAULT_MODEL = 'claude-opus-5-5';

/** Sizes of a model, in tokens. */
export interface ModelSize {
  /** The window, the answer included. */
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
}

const CURRENT: ModelSize = { contextTokens: 1_000_000, maxOutputTokens: 128_000 };
const FORMER: ModelSize = { contextTokens: 200_000, maxOutputTokens: 64_000 };
/** A name that is none of Anthropic's belongs to a gateway, of which nothing is known. */
const UNKNOWN: ModelSize = { contextTokens: 200_000, maxOutputTokens: 32_000 };

/** Beginnings of the names of models with the smaller window. */
const FORMER_MODELS = [
  'claude-haiku-4-5',
  'claude-sonnet-4-5',
  'claude-opus-4-5',
  'claude-opus-4-1',
  'claude-3',
];

/** By https://platform.claude.com/docs/en/about-claude/models/overview. */
export function sizeOf(model: string): ModelSize {
  if (FORMER_MODELS.some((name) => model.startsWith(name))) return FORMER;
  return model.startsWith('claude-') ? CURRENT : UNKNOWN;
}
