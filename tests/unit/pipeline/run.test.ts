import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/domain/outcome.ts';
import { createLine } from '../../support/fakes/line.ts';

const SPEC = 'specs/1_demo.md';
const TASKS = '# Demo\n\n- [ ] Add alpha\n- [ ] Add beta\n- [ ] Add gamma\n';

describe('one pass', () => {
  it('turns each task into one commit of one pull request', async () => {
    const line = createLine({ files: { [SPEC]: TASKS } });
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(0);
    expect(line.branches()).toEqual(['codelicious/spec-1']);
    expect((await line.commits('codelicious/spec-1')).map((commit) => commit.subject)).toEqual([
      '[spec-1] Add alpha',
      '[spec-1] Add beta',
      '[spec-1] Add gamma',
    ]);
    expect(line.text('codelicious/spec-1', SPEC)).toBe(TASKS.replaceAll('[ ]', '[x]'));
    expect(line.forge.pull(1)).toMatchObject({ draft: false, base: 'main' });
    console.log(
      line.events.all.map((e) => e.type),
      line.forge.writes,
    );
    const again = await line.once();
    console.log(
      line.events.all.map((e) => e.type),
      line.forge.writes,
      again.specs[0]?.chunks,
    );
  });
});
