import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlannedTask } from '../../../src/domain/planned-task.ts';
import { chunksOf } from '../../../src/spec/chunks.ts';
import { withDivisionsOf } from '../../../src/spec/divisions.ts';
import { parseText } from '../../../src/spec/parse.ts';
import { writePlan } from '../../../src/spec/write-plan.ts';
import { models, writings, written } from './spec-model.ts';

const PATH = 'docs/specs/7_x.md';
const spec = (text: string) => parseText(PATH, text);

/** The target with what divides the known version; `before` is what both come from. */
function brought(target: string, known: string, before: string | null = null): string {
  return withDivisionsOf(spec(target), spec(known), before === null ? null : spec(before));
}

const PLAN: readonly PlannedTask[] = ['One', 'Two'].map((title) => ({
  title,
  description: 'So.',
  files: [],
  depends_on: [],
  validation: '',
}));

describe('withDivisionsOf', () => {
  const WHOLE = '- [ ] a\n  - note\n- [ ] b\n';
  const DIVIDED = '- [ ] a\n  - note\n  - [x] one\n    - so\n\n  - [ ] two\n- [ ] b\n';

  it('brings sub-tasks as they stand, and nothing twice', () => {
    expect(brought(WHOLE, DIVIDED)).toBe(DIVIDED);
    expect(brought(DIVIDED, DIVIDED)).toBe(DIVIDED);
    expect(brought(WHOLE, WHOLE)).toBe(WHOLE);
    expect(brought(WHOLE, DIVIDED, WHOLE)).toBe(DIVIDED);
    const both = DIVIDED.concat('  - [ ] three\n');
    expect(brought(WHOLE, both)).toBe(both);
  });

  it('keeps what was written in between', () => {
    const known = DIVIDED.replace('[ ] a\n', '[ ] Write the parser\n');
    const above = '- [ ] new\n- [ ] Write the parsers\n  - note\n  - further\n';
    expect(brought(`${above}- [ ] b\n\nProse.\n`, known)).toBe(
      `${above}  - [x] one\n    - so\n\n  - [ ] two\n- [ ] b\n\nProse.\n`,
    );
  });

  it('does not bring back what was taken out on purpose', () => {
    expect(brought(WHOLE, DIVIDED, DIVIDED)).toBe(WHOLE);
    expect(brought('- [ ] b\n', DIVIDED, WHOLE)).toBe('- [ ] b\n');
  });

  it('brings the section of a planned spec to its end', () => {
    const prose = '# A\n\nProse.\n';
    const planned = writePlan(spec(prose), null, PLAN)?.text ?? '';
    expect(brought(prose, planned)).toBe(planned);
    expect(brought(planned, planned)).toBe(planned);
    expect(brought(prose, planned, planned)).toBe(prose);
    expect(brought(`${prose}\nMore.`, planned, prose)).toContain('More.\n\n## Tasks\n');
    const followed = planned.replace('# A', '# A\n\n## Tasks\n').concat('\n## Later\n\nProse.\n');
    expect(brought(prose, followed)).toContain('- [ ] Two\n  - So.\n');
    expect(brought(prose, followed)).not.toContain('Later');
  });

  it('leaves a text alone in which they would not be read', () => {
    const open = '# A\n\n```\nopen\n';
    const planned = writePlan(spec('# A\n\nProse.\n'), null, PLAN)?.text ?? '';
    expect(brought(open, planned)).toBe(open);
  });

  it('makes a text that was not edited equal to the known one', () => {
    fc.assert(
      fc.property(models, writings, fc.nat(), (sections, style, pick) => {
        const text = written(sections, style);
        const open = chunksOf(spec(text), { asked: true }).chunks.filter(({ boxed }) => boxed);
        const id = open[pick % Math.max(1, open.length)]?.id ?? null;
        const known = writePlan(spec(text), id, PLAN)?.text ?? text;
        expect(brought(text, known)).toBe(known);
        expect(brought(text, known, text)).toBe(known);
        expect(brought(text, known, known)).toBe(text);
      }),
    );
  });
});
