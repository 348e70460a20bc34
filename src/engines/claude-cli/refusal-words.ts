/** What a refusal says in words. */
export type RefusalWords = 'rate_limited' | 'unauthenticated';

/**
 * The sentences with which versions without structured errors, and accounts with a subscription, are refused. Each is
 * known from its very beginning: whatever a model says about limits begins otherwise.
 */
const SENTENCES: readonly (readonly [RefusalWords, RegExp])[] = [
  ['rate_limited', /^Claude(?: AI)? usage limit reached(?:$|[|.:·])/i],
  ['rate_limited', /^You['’]ve (?:hit|reached) your (?:[\w-]+ ){0,3}limit(?:$|[|.,:·\s])/i],
  [
    'rate_limited',
    /^(?:5-hour|daily|weekly|session|usage|Opus|Sonnet) limit reached(?:$|[|.:·∙\s])/i,
  ],
  [
    'rate_limited',
    /^(?:API )?Error: (?:429\b|rate limit (?:reached|exceeded)\b|Request rejected \(429\))/i,
  ],
  ['rate_limited', /^(?:rate limited|rate limit exceeded|too many requests)(?:$|[|.,:;·])/i],
  ['unauthenticated', /^(?:Failed to authenticate\. )?(?:API )?Error: 401\b/i],
  [
    'unauthenticated',
    /^(?:Invalid API key|OAuth token (?:has )?(?:expired|been revoked)|Not logged in)(?:$|[.:·\s])/i,
  ],
];

/** The refusal a message is, by its first words; undefined for one that is none. */
export function refusalWords(message: string): RefusalWords | undefined {
  const text = message.trimStart();
  return SENTENCES.find(([, sentence]) => sentence.test(text))?.[0];
}
