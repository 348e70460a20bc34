import { describe, expect, it } from 'vitest';
import { EVENT_SCHEMAS } from '../../../src/domain/events.ts';
import { jsonSchemas } from '../../../src/domain/json-schemas.ts';

const schemas = jsonSchemas() as Record<string, Record<string, unknown>>;

describe('the published schemas', () => {
  it('say what they are and which draft they follow', () => {
    expect(Object.keys(schemas)).toEqual([
      'event.schema.json',
      'plan.schema.json',
      'status.schema.json',
      'build.schema.json',
      'verify.schema.json',
      'error.schema.json',
      'ledger.schema.json',
      'config.schema.json',
      'user-config.schema.json',
    ]);
    for (const schema of Object.values(schemas)) {
      expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
      expect(schema['title']).toEqual(expect.any(String));
    }
  });

  it('know every event with its stamp', () => {
    const variants = schemas['event.schema.json']?.['oneOf'] as {
      properties: Record<string, { const?: string }>;
      required: string[];
    }[];
    expect(variants.map(({ properties }) => properties['type']?.const)).toEqual(
      Object.keys(EVENT_SCHEMAS),
    );
    for (const { required } of variants) {
      expect(required).toEqual(expect.arrayContaining(['type', 'v', 'run', 'seq', 'at']));
    }
  });

  it('refuse unknown settings, and let only the user set the sandbox', () => {
    const repo = schemas['config.schema.json'];
    const user = schemas['user-config.schema.json'];
    expect([repo?.['additionalProperties'], user?.['additionalProperties']]).toEqual([
      false,
      false,
    ]);
    expect(Object.keys(repo?.['properties'] ?? {})).not.toContain('sandbox');
    expect(Object.keys(user?.['properties'] ?? {})).toContain('sandbox');
  });

  it('take a duration as it is written', () => {
    const { limits } = schemas['config.schema.json']?.['properties'] as {
      limits: { properties: Record<string, unknown> };
    };
    expect(limits.properties['agentTimeout']).toEqual({ type: ['string', 'number'] });
  });
});
