import { formsOf } from './secret-forms.ts';
import { MASK, maskShapes } from './secret-shapes.ts';

/** Keeps secrets out of what is written down or shown. */
export interface Redactor {
  /** Masks known secrets in every usual encoding, then whatever looks like one. */
  redact(text: string): string;
  /** Masks known secrets only: for texts that must otherwise stay as they are. */
  redactKnown(text: string): string;
  /** Whether a known secret is there, in any usual encoding. */
  contains(text: string | Uint8Array): boolean;
}

/**
 * A redactor for these secret values; values under 6 characters are left out. To be applied before
 * a text is cut: half a secret is not known any more.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = formsOf(secrets);
  const known = forms.length === 0 ? null : new RegExp(forms.map(literally).join('|'), 'g');
  const redactKnown = (text: string): string => (known ? text.replaceAll(known, MASK) : text);
  return {
    redact: (text) => maskShapes(redactKnown(text)),
    redactKnown,
    contains(content) {
      const text = typeof content === 'string' ? content : decode(content);
      return forms.some((form) => text.includes(form));
    },
  };
}

/** Malformed bytes are replaced, which leaves the sound text around them searchable. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
