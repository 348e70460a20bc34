import type { Usage } from '../domain/usage.ts';

/** What engine calls cost, as far as it is known: `$1.84 · 1.2 M tokens in, 34 k out`; empty when nothing was spent. */
export function spendText(usage: Usage): string {
  const input = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const tokens =
    input + usage.outputTokens === 0
      ? []
      : [`${amount(input)} tokens in, ${amount(usage.outputTokens)} out`];
  const cost = usage.costUsd === null ? [] : [dollars(usage.costUsd)];
  return [...cost, ...tokens].join(' · ');
}

/** `$0.07`, `$1.84`; amounts below a cent are not shown as nothing. */
export function dollars(usd: number): string {
  if (usd > 0 && usd < 0.01) return '< $0.01';
  return `$${usd.toFixed(2)}`;
}

function amount(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  if (tokens < 999_500) return `${Math.round(tokens / 1000)} k`;
  return `${(tokens / 1_000_000).toFixed(1)} M`;
}
