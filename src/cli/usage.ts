import { CodeliciousError } from '../domain/errors.ts';

/** Wrong usage: which flag, which value, which rule; one line, exit 2. */
export function usageError(flag: string, value: string, rule: string): CodeliciousError {
  const shown = value === '' ? flag : `${flag} ${value}`;
  return new CodeliciousError('usage', `${shown}: ${rule}`, { details: { flag, value } });
}
