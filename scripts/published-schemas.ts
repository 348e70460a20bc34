import * as z from 'zod';
import { repoConfigSchema, userConfigSchema } from '../src/domain/config.ts';
import { EVENT_SCHEMAS } from '../src/domain/events.ts';
import { ledgerSchema } from '../src/domain/ledger.ts';

/** What every event carries besides its own members. */
const stamp = {
  v: z.literal(1),
  run: z.string(),
  seq: z.number().int().positive(),
  at: z.iso.datetime(),
};

function eventSchema() {
  const [first, ...rest] = Object.entries(EVENT_SCHEMAS).map(([type, members]) =>
    z.object({ ...stamp, type: z.literal(type), ...members.shape }),
  );
  if (first === undefined) throw new Error('there are no events to publish');
  return z.discriminatedUnion('type', [first, ...rest]);
}

/** The JSON Schemas that ship with the package, by file name: what may be written, before it is read. */
export function publishedSchemas(): Record<string, unknown> {
  const schemas = {
    config: repoConfigSchema,
    'user-config': userConfigSchema,
    event: eventSchema(),
    ledger: ledgerSchema,
  };
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      z.toJSONSchema(schema, { io: 'input' }),
    ]),
  );
}
