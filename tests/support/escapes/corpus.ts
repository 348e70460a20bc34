import { LINK_PAYLOADS } from './links.ts';
import type { Payload } from './payload.ts';
import { PRIVILEGE_PAYLOADS } from './privileges.ts';
import { REACH_PAYLOADS } from './reaches.ts';
import { READ_PAYLOADS } from './reads.ts';
import { SPAWN_PAYLOADS } from './spawns.ts';
import { WRITE_PAYLOADS } from './writes.ts';

/** Every attempt to get out of a cage; those that end the user's process come last. */
export const ESCAPES: readonly Payload[] = [
  ...SPAWN_PAYLOADS,
  ...WRITE_PAYLOADS,
  ...READ_PAYLOADS,
  ...LINK_PAYLOADS,
  ...REACH_PAYLOADS,
  ...PRIVILEGE_PAYLOADS,
].sort((a, b) => Number(a.goal.kind === 'kill') - Number(b.goal.kind === 'kill'));
