/** Characters per token of English prose and code with common tokenizers, on the safe side. */
const CHARS_PER_TOKEN = 3.5;

/** A rough count of the tokens that reading a file of this many bytes takes. */
export function estimateFileTokens(bytes: number): number {
  return Math.ceil(bytes / CHARS_PER_TOKEN);
}

/** A rough count of the tokens a text takes; an estimate, not a tokenizer's count. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / CHARS_PER_TOKEN);
}
