import { describe, expect, it } from 'vitest';
import { createOutput } from '../../../src/cli/output.ts';
import { createSink } from '../../support/cli-world.ts';

function setUp() {
  const streams = { out: createSink(), err: createSink() };
  const output = createOutput(streams.out, streams.err);
  let closed = 0;
  output.onClosed(() => {
    closed += 1;
  });
  return { ...streams, output, closed: () => closed };
}

describe('createOutput', () => {
  it('keeps results and notes apart', () => {
    const { out, err, output } = setUp();
    output.result('a\n');
    output.note('b\n');
    expect([out.text, err.text]).toEqual(['a\n', 'b\n']);
  });

  it('takes secrets out of both', () => {
    const { out, err, output } = setUp();
    output.redactWith((text) => text.replaceAll('s3cret', '***'));
    output.result('s3cret');
    output.note('a s3cret');
    expect([out.text, err.text]).toEqual(['***', 'a ***']);
  });

  it.each(['EPIPE', 'ECONNRESET', 'EIO'])(
    'survives a reader that leaves (%s), and tells it once',
    (code) => {
      const { out, err, output, closed } = setUp();
      err.broken = code;
      output.note('x');
      output.note('y');
      out.broken = code;
      output.result('z');
      expect(closed()).toBe(1);
      expect(output.failed()).toBe(false);
    },
  );

  it('needs nobody to listen', () => {
    const out = createSink();
    const output = createOutput(out, createSink());
    out.broken = 'EPIPE';
    expect(() => output.result('x')).not.toThrow();
  });

  it('drops what is written to a closed stream', () => {
    const { out, output } = setUp();
    out.broken = 'EPIPE';
    output.result('x');
    out.broken = null;
    output.result('y');
    expect(out.text).toBe('');
  });

  it('remembers a failure that is more than a reader that left', () => {
    const { out, output } = setUp();
    out.broken = 'ENOSPC';
    output.result('x');
    expect(output.failed()).toBe(true);
  });

  it('flushes open streams and does not wait for closed ones', async () => {
    const { out, err, output } = setUp();
    await expect(output.flush()).resolves.toBeUndefined();
    out.broken = 'EPIPE';
    err.broken = 'EPIPE';
    output.result('x');
    await expect(output.flush()).resolves.toBeUndefined();
  });
});
