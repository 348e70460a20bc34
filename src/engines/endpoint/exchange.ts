import { ReadableStream } from 'node:stream/web';
import { fetch as undiciFetch } from 'undici';
import type { Connection } from './connection.ts';
import { type Fault, FloodError, faultOf } from './fault.ts';
import { createMeter } from './meter.ts';

/** Bytes of a refusal that are read. */
const MAX_REFUSAL_BYTES = 64 * 1024;

/** One request and what became of it, whatever the library that asked for it makes of that. */
export interface Exchange {
  /** For a library's own `fetch` option. */
  readonly fetch: typeof globalThis.fetch;
  /** What went wrong on this side of the library; null while nothing has. */
  fault(): Fault | null;
}

type Bytes = AsyncIterable<Uint8Array>;

/** A fetch for one request: pinned, without redirects, bounded in size, and its refusal remembered. */
export function createExchange({ dispatcher }: Connection): Exchange {
  let first: Fault | null = null;
  const fail = (fault: Fault): Error => {
    first ??= fault;
    return new Error('message' in fault ? fault.message : fault.kind);
  };
  return {
    fault: () => first,
    fetch: async (input, init) => {
      const answer = await undiciFetch(input instanceof Request ? input.url : input, {
        ...(init as Parameters<typeof undiciFetch>[1]),
        dispatcher,
        redirect: 'manual',
      }).catch((error: unknown) => {
        throw fail(faultOf(error));
      });
      const { status } = answer;
      const headers = new Headers([...answer.headers]);
      const body = (answer.body ?? []) as unknown as Bytes;
      if (answer.ok) return new Response(asStream(bounded(body, fail)), { status, headers });
      const text = await beginning(body);
      fail(refusal(status, headers, text));
      return new Response(text, { status: Math.max(status, 400), headers });
    },
  };
}

/** An answer that is no success; a redirect is one that leads to where nothing was checked. */
function refusal(status: number, headers: Headers, text: string): Fault {
  if (status < 400) {
    const message = `the server sends us elsewhere (${String(status)}), where we do not follow`;
    return { kind: 'untrusted', message };
  }
  return { kind: 'status', status, headers, body: parsed(text) };
}

function asStream(bytes: Bytes): globalThis.ReadableStream<Uint8Array> {
  return ReadableStream.from(bytes);
}

async function* bounded(body: Bytes, fail: (fault: Fault) => Error): AsyncGenerator<Uint8Array> {
  const meter = createMeter();
  try {
    for await (const chunk of body) {
      const excess = meter.add(chunk);
      if (excess !== null) throw new FloodError(excess);
      yield chunk;
    }
  } catch (error) {
    const fault = faultOf(error);
    throw fail(fault.kind === 'network' ? { kind: 'cut' } : fault);
  }
}

/** The beginning of a refusal; what cannot be read of it is left out. */
async function beginning(body: Bytes): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk.subarray(0, MAX_REFUSAL_BYTES - size));
      size += chunk.length;
      if (size >= MAX_REFUSAL_BYTES) break;
    }
  } catch {
    // Its status says what is to be done.
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
