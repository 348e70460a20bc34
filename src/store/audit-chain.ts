import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { AuditEntry, AuditHead, AuditRecord, AuditVerdict } from '../ports/audit-log.ts';

/** What the first line gives as the hash before it. */
const GENESIS = '0'.repeat(64);
const LINE_FEED = 0x0a;
/** The end of every line: the hash is its last member, so that the text before it can be hashed. */
const HASH_MEMBER = /,"hash":"([0-9a-f]{64})"\}$/;

const linkSchema = z.object({ seq: z.number().int(), prev: z.string() });

/** The next line of a chain, with its line feed, and the head it makes. */
export function chainLine(
  entry: AuditEntry,
  head: AuditHead | null,
): { readonly line: string; readonly head: AuditHead } {
  const { at, run, type, data } = entry;
  const seq = (head?.seq ?? 0) + 1;
  const body = JSON.stringify({ seq, at, run, type, data, prev: head?.hash ?? GENESIS });
  const hash = sha256(body);
  return { line: `${body.slice(0, -1)},"hash":"${hash}"}\n`, head: { seq, hash } };
}

/** A chain as read: its verdict, and what of it holds. */
export interface ChainReading {
  readonly verdict: AuditVerdict;
  /** The last line that holds. */
  readonly head: AuditHead | null;
  /** Bytes up to and with that line. */
  readonly soundBytes: number;
}

/** Follows a chain from its first line to its end or its first fault. */
export function readChain(bytes: Uint8Array): ChainReading {
  let head: AuditHead | null = null;
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(LINE_FEED, start);
    const line = (head?.seq ?? 0) + 1;
    if (end === -1) return { verdict: { ok: false, line, why: 'torn' }, head, soundBytes: start };
    const next = checkLine(new TextDecoder().decode(bytes.subarray(start, end)), head);
    if (typeof next === 'string') {
      return { verdict: { ok: false, line, why: next }, head, soundBytes: start };
    }
    head = next;
    start = end + 1;
  }
  return { verdict: { ok: true, records: head?.seq ?? 0, head }, head, soundBytes: start };
}

/** The records of a chain up to its first fault. */
export function recordsIn(bytes: Uint8Array): readonly AuditRecord[] {
  const { soundBytes } = readChain(bytes);
  const lines = new TextDecoder().decode(bytes.subarray(0, soundBytes)).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as AuditRecord);
}

function checkLine(
  line: string,
  head: AuditHead | null,
): AuditHead | 'unreadable' | 'altered' | 'chain' {
  const match = HASH_MEMBER.exec(line);
  const hash = match?.[1];
  if (match === null || hash === undefined) return 'unreadable';
  const body = `${line.slice(0, match.index)}}`;
  if (sha256(body) !== hash) return 'altered';
  const link = parseLink(body);
  if (link === null) return 'unreadable';
  const fits = link.seq === (head?.seq ?? 0) + 1 && link.prev === (head?.hash ?? GENESIS);
  return fits ? { seq: link.seq, hash } : 'chain';
}

function parseLink(body: string): z.infer<typeof linkSchema> | null {
  try {
    return linkSchema.parse(JSON.parse(body));
  } catch {
    return null;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
