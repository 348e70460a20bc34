import * as z from 'zod';
import type { PlannedTask } from '../../../domain/planned-task.ts';
import { clip, oneLine } from '../../../domain/text-limits.ts';
import type { ToolArguments, ToolSpec } from '../chat-model.ts';

/** How a model ends a job. */
export type Ending =
  | {
      readonly type: 'finish';
      readonly summary: string;
      readonly remaining: readonly string[] | null;
      readonly plan: readonly PlannedTask[] | null;
    }
  | { readonly type: 'ask'; readonly question: string; readonly options: readonly string[] };

/** What a call came to. */
export interface ToolAnswer {
  readonly text: string;
  readonly isError: boolean;
  /** The call was refused because it is not allowed, rather than because it failed. */
  readonly denied?: true;
  /** The path that was changed. */
  readonly changed?: string;
  readonly ending?: Ending;
}

/** A call whose arguments are in order. */
export interface PreparedCall {
  /** For events: what it is about, on one line. */
  readonly detail: string;
  run(): Promise<ToolAnswer>;
}

/** A tool as the loop sees it. */
export interface AgentTool {
  readonly spec: ToolSpec;
  /** Calls of it may run at the same time. */
  readonly readOnly: boolean;
  /** Null, and what is wrong with them, for arguments that do not fit. */
  prepare(args: ToolArguments): PreparedCall | { readonly complaint: string };
}

interface Definition<Schema extends z.ZodType> {
  readonly name: string;
  readonly description: string;
  readonly schema: Schema;
  readonly readOnly: boolean;
  readonly detail: (args: z.infer<Schema>) => string;
  readonly run: (args: z.infer<Schema>) => Promise<ToolAnswer>;
}

/** Characters of what is said of arguments that do not fit. */
const MAX_COMPLAINT_CHARS = 2000;

/** Characters of what events show of a call. */
const MAX_DETAIL_CHARS = 300;

/** Names by which models know arguments from other tools. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  file_path: 'path',
  old_string: 'old',
  old_str: 'old',
  new_string: 'new',
  new_str: 'new',
};

/** Makes a tool of a schema: what the model is told of its arguments, and what they are held against. */
export function defineTool<Schema extends z.ZodType>(tool: Definition<Schema>): AgentTool {
  const { name, description, schema, readOnly } = tool;
  return {
    spec: { name, description, parameters: parametersOf(schema) },
    readOnly,
    prepare: (args) => {
      if (args.type === 'malformed') {
        return { complaint: 'The arguments are not JSON. Send them again, as one JSON object.' };
      }
      const read = schema.safeParse(args.value);
      const second = read.success ? read : schema.safeParse(lenient(args.value));
      if (second.success) {
        const data = second.data;
        return {
          detail: clip(oneLine(tool.detail(data)), MAX_DETAIL_CHARS),
          run: () => tool.run(data),
        };
      }
      const complaint = z.prettifyError(read.error ?? second.error);
      return { complaint: clip(`The arguments do not fit:\n${complaint}`, MAX_COMPLAINT_CHARS) };
    },
  };
}

/** The JSON Schema of what a model may send: without defaults filled in, and without bounds that say nothing. */
function parametersOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _, ...parameters } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return parameters;
}

/** With the names of other tools understood, and what is null left out. */
function lenient(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members: readonly [string, unknown][] = Object.entries(value);
  return Object.fromEntries(
    members
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [OTHER_NAMES[key] ?? key, item]),
  );
}
