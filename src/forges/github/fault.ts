import * as z from 'zod';
import { clip, oneLine } from '../../domain/text-limits.ts';

/** What went wrong with one request, as structure; `said` is for people only. */
export type Fault =
  | {
      readonly kind: 'http';
      readonly status: number;
      /** Lower-case names. */
      readonly headers: Readonly<Record<string, string>>;
      readonly documentationUrl: string | null;
      /** Fields that the reply names as wrong, e.g. `head`, `base`. */
      readonly fields: readonly string[];
      readonly said: string;
    }
  | { readonly kind: 'graphql'; readonly types: readonly string[]; readonly said: string }
  | { readonly kind: 'network'; readonly reason: string | null }
  /** The reply was cut off or is not what the API promises. */
  | { readonly kind: 'unreadable' }
  /** The run is ending. */
  | { readonly kind: 'aborted' };

export type HttpFault = Extract<Fault, { kind: 'http' }>;

/** Longest quotation of a server's words, in characters. */
const QUOTE = 200;

/** GitHub's error body: https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api */
const errorBody = z.object({
  message: z.string().catch(''),
  documentation_url: z.string().nullable().catch(null),
  errors: z
    .array(
      z.union([
        z.string().transform((message) => ({ field: undefined, message })),
        z.object({
          field: z.string().optional().catch(undefined),
          message: z.string().optional().catch(undefined),
        }),
      ]),
    )
    .catch([]),
});

const NO_BODY = { message: '', documentation_url: null, errors: [] };

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

/** The structure of a refusal. */
export function httpFault(reply: HttpReply): HttpFault {
  const body = errorBody.safeParse(reply.data).data ?? NO_BODY;
  const fields = body.errors.flatMap((error) => error.field ?? []);
  const words = body.errors.map((error) => error.message ?? wrongField(error.field));
  return {
    kind: 'http',
    status: reply.status,
    headers: Object.fromEntries(
      Object.entries(reply.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    ),
    documentationUrl: body.documentation_url,
    fields,
    said: quote([body.message, ...words].filter((text) => text !== '').join(': ')),
  };
}

function wrongField(field: string | undefined): string {
  return field === undefined ? '' : `${field} is not valid`;
}

/** A server's words on one line, bounded, without control characters. */
function quote(text: string): string {
  return clip(oneLine(text), QUOTE);
}

const graphqlBody = z.object({
  errors: z
    .array(z.object({ type: z.string().catch(''), message: z.string().catch('') }))
    .nonempty(),
});

/** GraphQL answers 200 even when it refuses; the refusal lies in `errors`. Null when it did not refuse. */
export function graphqlFault(data: unknown): Fault | null {
  const body = graphqlBody.safeParse(data);
  if (!body.success) return null;
  const { errors } = body.data;
  return {
    kind: 'graphql',
    types: errors.map((error) => error.type),
    said: quote(errors.map((error) => error.message).join('; ')),
  };
}

const response = z.object({
  status: z.number(),
  headers: z.record(z.string(), z.unknown()),
  data: z.unknown(),
});

/** Octokit's RequestError: with a response, a refusal; without, no reply came. */
const requestError = z.object({ name: z.literal('HttpError'), response: response.optional() });

/**
 * Sorts what Octokit throws.
 * @throws what is neither a refusal nor a failed connection: that is a bug
 */
export function thrownFault(error: unknown): Fault {
  const request = requestError.safeParse(error);
  if (request.success) {
    return request.data.response === undefined
      ? { kind: 'network', reason: reasonOf(error) }
      : httpFault(request.data.response);
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { kind: 'network', reason: 'no reply in time' };
  }
  throw error;
}

/** The system's code, e.g. `ECONNREFUSED`, from the innermost cause that has one. */
function reasonOf(error: unknown): string | null {
  let found: string | null = null;
  for (let depth = 0, at = error; depth < MAX_CAUSES && at instanceof Error; depth += 1) {
    if (at.name === 'TimeoutError') return 'no reply in time';
    const code: unknown = 'code' in at ? at.code : null;
    if (typeof code === 'string') found = code;
    at = at.cause;
  }
  return found;
}

const MAX_CAUSES = 5;
