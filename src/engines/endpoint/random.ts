import { randomInt } from 'node:crypto';

const STEPS = 2 ** 32;

/** Uniform in [0, 1), from the system's source for secrets. */
export function secureRandom(): number {
  return randomInt(STEPS) / STEPS;
}
