import { describe, expect, it } from 'vitest';
import { CodeliciousError } from '../../../src/domain/errors.ts';
import type { RunOutcome } from '../../../src/domain/outcome.ts';
import { build, conclude, type Ending } from '../../../src/pipeline/build.ts';
import type { Deps } from '../../../src/pipeline/deps.ts';
import {
  createLine,
  type Line,
  type LineOptions,
  writesOneFile,
} from '../../support/fakes/line.ts';

const SPEC = 'specs/1_demo.md';
const lineWith = (options: Partial<LineOptions> = {}): Line =>
  createLine({ files: { [SPEC]: '# Demo\n\n- [ ] Add alpha\n- [ ] Add beta\n' }, ...options });
const endingOf = ({ run, version, clock, events, postmortems, signal }: Deps): Ending => ({
  ...{ run, version, clock, events, postmortems, signal },
  resumeCommand: 'codelicious build --yes',
});
const concluded = async (line: Line, change: Partial<Deps> = {}) => {
  const deps = { ...line.deps(), ...change };
  return conclude(endingOf(deps), () => build(deps));
};

describe('a build', () => {
  it('says how it starts and what it found before it begins', async () => {
    const line = lineWith();
    await build(line.deps());
    const types = line.events.all.map((event) => event.type);
    expect(types.slice(0, 6)).toEqual([
      'run.started',
      'sandbox.selected',
      'preflight.checked',
      'preflight.checked',
      'preflight.checked',
      'spec.started',
    ]);
    expect(line.events.of('run.started')[0]).toMatchObject({ base: null, platform: 'github' });
  });

  it('clears what dead runs left, and the ledger where it is asked to', async () => {
    const line = lineWith();
    await build(line.deps());
    const deps = line.deps({ resetLedger: true });
    const resets: string[] = [];
    const workspaces = { ...deps.workspaces, reclaim: async () => void resets.push('clones') };
    const ledgers = { ...deps.ledgers, reset: async () => void resets.push('ledgers') };
    await build({ ...deps, workspaces, ledgers });
    expect(resets).toEqual(['clones', 'ledgers']);
  });

  it('goes on in cycles where it is asked to', async () => {
    let failures = 1;
    const line = lineWith({
      config: { continuous: true },
      script: (call) => {
        failures -= 1;
        return failures === 0
          ? { type: 'failed', code: 'exit', message: 'no' }
          : writesOneFile(call);
      },
    });
    const outcome = await build(line.deps());
    expect(outcome.commits).toBe(2);
    expect(line.events.of('run.cycle')).toHaveLength(1);
  });
});

describe('before anything is spent', () => {
  it('an unknown identity is refused', async () => {
    const deps = lineWith().deps();
    const checkout = { ...deps.checkout, identity: async () => null };
    await expect(build({ ...deps, checkout })).rejects.toMatchObject({ code: 'identity_missing' });
  });

  it.each([
    ['missing', 'engine_unavailable'],
    ['unauthenticated', 'engine_auth'],
    ['unusable', 'engine_unavailable'],
  ] as const)('an engine that is %s is refused', async (why, code) => {
    const line = lineWith({ probe: { ok: false, why, message: 'no', hint: 'install it' } });
    await expect(build(line.deps())).rejects.toMatchObject({ code, hint: 'install it' });
  });

  it.each([
    ['auth', 'forge_auth', /GITHUB_TOKEN/],
    ['forbidden', 'forge_auth', /GITHUB_TOKEN/],
    ['network', 'network', /^run again once/],
    ['rate_limited', 'rate_limited', /^run again after/],
  ] as const)('a forge that answers %s is refused', async (code, error, hint) => {
    const line = lineWith({ forge: { refuse: (member) => (member === 'whoami' ? code : null) } });
    await expect(build(line.deps())).rejects.toMatchObject({
      code: error,
      hint: expect.stringMatching(hint) as string,
    });
    expect(line.engine.jobs).toEqual([]);
  });

  it.each(['not_found', 'invalid', 'server'] as const)(
    'a forge that does not know the account (%s) is not',
    async (code) => {
      const line = lineWith({ forge: { refuse: (member) => (member === 'whoami' ? code : null) } });
      await build(line.deps());
      expect(line.events.of('preflight.checked').at(-1)!.message).toContain('account unknown');
    },
  );

  it('the sign-in is not tried where nobody wants it', async () => {
    const line = lineWith({ forge: { refuse: (member) => (member === 'whoami' ? 'auth' : null) } });
    await build({ ...line.deps(), checksSignIn: false });
    expect(line.forge.pulls).toHaveLength(1);
  });
});

describe('the end of a run', () => {
  it('that is clean leaves no post-mortem', async () => {
    const line = lineWith();
    const report = await concluded(line);
    expect(report).toMatchObject({ exitCode: 0, postmortem: null, unverified: [] });
    expect(line.postmortems).toEqual([]);
    expect(line.events.all.at(-1)).toEqual({
      type: 'run.finished',
      exitCode: 0,
      durationMs: 0,
      done: 2,
      failed: 0,
      open: 0,
      costUsd: null,
      equivalentUsd: 0,
      unpricedCalls: 2,
    });
  });

  it('names the chunks that nothing could verify', async () => {
    const report = await concluded(lineWith({ judge: () => null }));
    expect(report.unverified).toEqual(report.outcome.specs[0]!.chunks.map((chunk) => chunk.id));
  });

  it('with failures tells them, the log and how to go on', async () => {
    const line = lineWith({
      script: (call) =>
        call.title === 'Add beta'
          ? { type: 'failed', code: 'exit', message: 'it broke' }
          : writesOneFile(call),
    });
    const report = await concluded(line);
    expect(report).toMatchObject({ exitCode: 1, postmortem: '/postmortem-1.md' });
    expect(line.postmortems[0]).toContain('it broke');
    expect(line.postmortems[0]).toContain('codelicious build --yes');
    expect(line.postmortems[0]).toContain('chunk.failed');
    expect(line.events.all.at(-1)).toMatchObject({ exitCode: 1, done: 1, failed: 1, open: 0 });
  });

  it.each([
    ['a limit', 3, { maxOpenPrs: 1, maxCommits: 1 }],
    ['a refused engine', 4, {}],
    ['a rate limit', 75, {}],
  ] as const)('by %s has its exit code', async (what, exitCode, config) => {
    const line = lineWith({
      config,
      script: (call) => {
        if (what === 'a refused engine') return { type: 'unauthenticated', message: 'no key' };
        if (what === 'a rate limit')
          return { type: 'rate_limited', resetsAt: null, message: 'slow down' };
        return writesOneFile(call);
      },
    });
    expect((await concluded(line)).exitCode).toBe(exitCode);
    expect(line.postmortems).toHaveLength(1);
  });

  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('by %s has the signal’s exit code', async (signal, exitCode) => {
    const line: Line = lineWith({
      script: () => {
        line.stop.abort(signal);
        return { type: 'aborted', message: 'stopped' };
      },
    });
    expect((await concluded(line)).exitCode).toBe(exitCode);
    expect(line.postmortems[0]).toContain('The run was interrupted.');
  });

  const fault = async (line: Line, thrown: unknown): Promise<unknown> => {
    const deps = line.deps();
    const [ended] = await Promise.allSettled([
      conclude(endingOf(deps), async () => Promise.reject(thrown as Error)),
    ]);
    return ended.status === 'rejected' ? ended.reason : null;
  };

  it('by a fault is told and thrown on', async () => {
    const line = lineWith();
    const thrown = new CodeliciousError('network', 'origin is gone', { hint: 'try again' });
    expect(await fault(line, thrown)).toBe(thrown);
    expect(line.postmortems[0]).toContain('origin is gone');
    expect(line.postmortems[0]).toContain('try again');
    expect(line.events.all).toEqual([
      {
        type: 'run.finished',
        ...{ exitCode: 1, durationMs: 0, done: 0, failed: 0, open: 0 },
        ...{ costUsd: null, equivalentUsd: 0, unpricedCalls: 0 },
      },
    ]);
  });

  it('by wrong usage leaves no post-mortem', async () => {
    const line = lineWith();
    await fault(line, new CodeliciousError('base_missing', 'no such branch'));
    expect(line.postmortems).toEqual([]);
    expect(line.events.all.at(-1)).toMatchObject({ type: 'run.finished', exitCode: 2 });
  });

  it('by an interruption that was thrown has the signal’s exit code', async () => {
    const line = lineWith();
    line.stop.abort('SIGTERM');
    await fault(line, new CodeliciousError('interrupted', 'stopped'));
    expect(line.events.all.at(-1)).toMatchObject({ exitCode: 143 });
  });

  it.each([new TypeError('x is undefined'), 'a string'])(
    'by a bug shows where: %s',
    async (thrown) => {
      const line = lineWith();
      expect(await fault(line, thrown)).toBe(thrown);
      expect(line.events.all.at(-1)).toMatchObject({ exitCode: 70 });
      expect(line.postmortems[0]!.includes('build.test.ts')).toBe(thrown instanceof Error);
    },
  );

  describe('whose post-mortem cannot be written', () => {
    const postmortems = {
      lastLogLines: async () => [],
      write: async () => Promise.reject(new CodeliciousError('storage', 'the disk is full')),
    };

    it('still throws the fault on and ends with its last event', async () => {
      const line = lineWith();
      const deps = { ...line.deps(), postmortems };
      const thrown = new CodeliciousError('network', 'origin is gone');
      const work = async (): Promise<RunOutcome> => Promise.reject(thrown);
      await expect(conclude(endingOf(deps), work)).rejects.toBe(thrown);
      expect(line.events.all.map((event) => event.type)).toEqual(['run.warning', 'run.finished']);
    });

    it('still tells what came of the run', async () => {
      const line = lineWith({ script: () => ({ type: 'unauthenticated', message: 'no key' }) });
      const report = await concluded(line, { postmortems });
      expect(report).toMatchObject({ exitCode: 4, postmortem: null });
      expect(line.events.of('run.warning')[0]!.message).toContain('the disk is full');
      expect(line.events.all.at(-1)!.type).toBe('run.finished');
    });
  });
});
