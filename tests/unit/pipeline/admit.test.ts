import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/domain/outcome.ts';
import type { EngineScript } from '../../support/fakes/fake-engine.ts';
import type { Installer } from '../../support/fakes/fake-workspace.ts';
import { createLine, type Line, type LineOptions } from '../../support/fakes/line.ts';

const SPEC = 'specs/1_demo.md';
const BRANCH = 'codelicious/spec-1';

const lineWith = (options: Partial<LineOptions>): Line =>
  createLine({ files: { [SPEC]: '# Demo\n\n- [ ] Use fresh\n' }, ...options });

const asksForFresh: EngineScript = ({ write }) => {
  write('package.json', '{"dependencies":{"fresh":"1"}}\n');
  write('a.js', "require('fresh')\n");
  return undefined;
};
const locks: Installer = (_, disk) => {
  disk.set('package-lock.json', { text: '{"fresh":1}\n', mode: '100644' });
  return { type: 'installed', how: 'npm install' };
};
const installs = (line: Line): readonly unknown[] =>
  line.events.all
    .filter((event) => event.type === 'workspace.installed')
    .map((event) => ('how' in event ? [event.how, event.ok] : []));

describe('what changed manifests ask for', () => {
  it('is installed before the checks, and its lock file is in the commit', async () => {
    const asked: (readonly string[])[] = [];
    const checked: boolean[] = [];
    const line = lineWith({
      script: asksForFresh,
      install: (changed, disk) => {
        asked.push(changed);
        return locks(changed, disk);
      },
      judge: (disk) => {
        checked.push(disk.has('package-lock.json'));
        return [];
      },
    });
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(0);
    expect(asked).toEqual([['a.js', 'package.json']]);
    expect(checked).toEqual([true]);
    expect(line.text(BRANCH, 'package-lock.json')).toBe('{"fresh":1}\n');
    expect(installs(line)).toEqual([['npm install', true]]);
  });

  it('comes back to the engine where it cannot be installed', async () => {
    const line = lineWith({
      config: { maxFixAttempts: 1 },
      script: (call) => {
        call.write('package.json', call.job.kind === 'repair' ? '{}\n' : '{"dependencies":1}\n');
        return undefined;
      },
      install: (_, disk) =>
        disk.get('package.json')?.text === '{}\n'
          ? { type: 'nothing' }
          : { type: 'failed', message: 'npm install: no such package' },
    });
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(0);
    const [, repair] = line.engine.jobs;
    expect(repair).toMatchObject({
      kind: 'repair',
      findings: [{ check: 'install', message: 'npm install: no such package' }],
    });
    expect(installs(line)).toEqual([['npm install: no such package', false]]);
  });

  it('fails the chunk as set-up when no repair is left, what was tried being kept', async () => {
    const line = lineWith({
      config: { maxFixAttempts: 0 },
      script: asksForFresh,
      install: () => ({ type: 'failed', message: 'no such package' }),
    });
    const outcome = await line.once();
    const [chunk] = outcome.specs[0]?.chunks ?? [];
    expect(chunk?.state).toEqual({
      status: 'failed',
      code: 'setup',
      message: 'dependencies could not be installed: no such package',
    });
    expect(chunk?.attemptRef).not.toBeNull();
  });

  it('costs no repair where the registry is at fault, and is tried again by the next run', async () => {
    let registry = 'down';
    const line = lineWith({
      script: asksForFresh,
      install: (changed, disk) =>
        registry === 'down'
          ? { type: 'hindered', message: 'the registry could not be used' }
          : locks(changed, disk),
    });
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(1);
    expect(line.engine.jobs.map(({ kind }) => kind)).toEqual(['build']);
    expect(outcome.specs[0]?.chunks[0]?.state).toEqual({
      status: 'failed',
      code: 'setup',
      message: 'dependencies could not be installed: the registry could not be used',
    });
    expect(installs(line)).toEqual([['the registry could not be used', false]]);
    registry = 'up';
    expect(exitCodeOf(await line.once())).toBe(0);
  });

  it('is not looked at where the gate refuses the change, nor kept past it afterwards', async () => {
    let calls = 0;
    const refused = lineWith({
      config: { maxFixAttempts: 0 },
      script: ({ write }) => {
        write('.github/workflows/ci.yml', 'on: push\n');
        return undefined;
      },
      install: () => {
        calls += 1;
        return { type: 'nothing' };
      },
    });
    await refused.once();
    expect(calls).toBe(0);
    const smuggled = lineWith({
      config: { maxFixAttempts: 0 },
      script: asksForFresh,
      install: (_, disk) => {
        disk.set('.github/workflows/ci.yml', { text: 'on: push\n', mode: '100644' });
        return { type: 'installed', how: 'npm install' };
      },
    });
    const outcome = await smuggled.once();
    expect(outcome.specs[0]?.chunks[0]?.state).toMatchObject({ status: 'failed', code: 'gate' });
  });

  it('is cut off by the user’s signal', async () => {
    const line = lineWith({
      script: asksForFresh,
      install: () => {
        line.stop.abort('SIGINT');
        return { type: 'failed', message: 'aborted' };
      },
    });
    const outcome = await line.once();
    expect(outcome.specs[0]?.chunks[0]?.state).toMatchObject({ code: 'interrupted' });
    expect(line.engine.jobs).toHaveLength(1);
  });
});
