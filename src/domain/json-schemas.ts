import * as z from 'zod';
import { repoConfigSchema, userConfigSchema } from './config-file.ts';
import { buildDataSchema, errorDataSchema, planDataSchema, statusDataSchema } from './data.ts';
import { EVENT_SCHEMAS, type EventType } from './events.ts';
import { historyDataSchema } from './history-check.ts';
import { ledgerSchema } from './ledger-file.ts';

/** What the stream adds to every event. */
const STAMP = {
  v: z.literal(1),
  run: z.string(),
  seq: z.number().int().positive(),
  at: z.iso.datetime(),
} as const;

/**
 * The published JSON Schemas (draft 2020-12) by file name: events, printed documents, ledger and both
 * configuration files, derived from what the program itself checks against.
 */
export function jsonSchemas(): Readonly<Record<string, object>> {
  return {
    'event.schema.json': documentOf(z.discriminatedUnion('type', stampedEvents()), {
      title: 'One event of codelicious build --events',
    }),
    'plan.schema.json': documentOf(planDataSchema, {
      title: 'What codelicious plan --json prints',
    }),
    'status.schema.json': documentOf(statusDataSchema, {
      title: 'What codelicious status --json prints',
    }),
    'build.schema.json': documentOf(buildDataSchema, {
      title: 'What codelicious build --json prints',
    }),
    'verify.schema.json': documentOf(historyDataSchema, {
      title: 'What codelicious verify --json prints',
    }),
    'error.schema.json': documentOf(errorDataSchema, {
      title: 'What --json prints when a command could not do its work',
    }),
    'ledger.schema.json': documentOf(ledgerSchema, { title: 'A codelicious ledger' }),
    'config.schema.json': documentOf(repoConfigSchema, {
      title: 'codelicious: .codelicious/config.json of a repository',
    }),
    'user-config.schema.json': documentOf(userConfigSchema, {
      title: 'codelicious: config.json of a user',
    }),
  };
}

type StampedSchema = z.ZodObject<{ type: z.ZodLiteral<EventType> }>;

function stampedEvents(): [StampedSchema, ...StampedSchema[]] {
  const types = Object.keys(EVENT_SCHEMAS) as [EventType, ...EventType[]];
  const [first, ...others] = types;
  return [stamped(first), ...others.map(stamped)];
}

function stamped(type: EventType): StampedSchema {
  return z.object({ type: z.literal(type), ...STAMP, ...EVENT_SCHEMAS[type].shape });
}

/** What is read may be less than what is known afterwards: schemas are of the input. */
function documentOf(schema: z.ZodType, about: { readonly title: string }): object {
  const document = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'throw' });
  return { ...document, ...about };
}
