import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent, StampedEvent } from '../../../src/domain/events.ts';
import type { AuditEntry, AuditLog } from '../../../src/ports/audit-log.ts';
import { createAuditSink } from '../../../src/report/audit-sink.ts';
import { writeStepResult } from '../../../src/report/github-outputs.ts';
import { createJsonLinesFile, createJsonLinesWriter } from '../../../src/report/json-lines.ts';
import { createLogFile, type LogFile } from '../../../src/report/log-file.ts';

const NOW = Date.parse('2026-01-31T10:15:00Z');
const AT = '2026-01-31T10:15:00.000Z';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-report-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function stamped(event: RunEvent, seq = 1): StampedEvent {
  return { v: 1, run: 'run-1', seq, at: AT, ...event };
}

const warning = stamped({ type: 'run.warning', message: 'careful' });
const talk = stamped({ type: 'engine.text', engine: 'claude', text: 'hello' }, 2);
const failure = stamped(
  {
    type: 'chunk.failed',
    spec: 's',
    chunk: 'c',
    title: 't',
    code: 'gate',
    message: 'no',
    attemptRef: null,
  },
  3,
);

const parsed = (file: string): readonly unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line): unknown => JSON.parse(line));

describe('events as JSON Lines', () => {
  it('are in the file as they come, an earlier file replaced', () => {
    const file = join(dir, 'events.jsonl');
    writeFileSync(file, 'old\n'.repeat(100));
    const sink = createJsonLinesFile(file);
    sink.write(warning);
    expect(parsed(file)).toEqual([warning]);
    sink.write(talk);
    expect(parsed(file)).toEqual([warning, talk]);
    sink.close();
    sink.close();
    expect(sink.name).toBe(`the event file ${file}`);
  });

  it('are refused clearly where there can be no file', () => {
    expect(() => createJsonLinesFile(join(dir, 'absent', 'x'))).toThrow(
      `Cannot use ${join(dir, 'absent', 'x')}: a folder of this path does not exist.`,
    );
    expect(() => createJsonLinesFile(dir)).toThrow('a folder stands where a file is needed');
  });

  it.runIf(existsSync('/dev/full'))('fail when the disk is full', () => {
    const sink = createJsonLinesFile('/dev/full');
    expect(() => {
      sink.write(warning);
    }).toThrow('ENOSPC');
    sink.close();
  });

  it('go to a stream line by line', () => {
    const texts: string[] = [];
    createJsonLinesWriter((text) => texts.push(text)).write(warning);
    expect(texts).toEqual([`${JSON.stringify(warning)}\n`]);
  });
});

describe('the log', () => {
  const logs = (): string => join(dir, 'logs');
  const open = (level?: string, now = NOW): LogFile =>
    createLogFile({ dir: logs(), now: () => now, level });

  it('is JSON Lines with time and level, for the user alone, and the latest is linked', () => {
    const log = open();
    for (const event of [warning, talk, failure]) log.write(event);
    expect(log.path).toBe(join(logs(), 'build-20260131T101500Z.log'));
    expect(statSync(log.path).mode & 0o777).toBe(0o600);
    expect(parsed(log.path)).toEqual([
      {
        level: 'warn',
        time: AT,
        v: 1,
        run: 'run-1',
        seq: 1,
        type: 'run.warning',
        message: 'careful',
      },
      {
        level: 'debug',
        time: AT,
        v: 1,
        run: 'run-1',
        seq: 2,
        type: 'engine.text',
        engine: 'claude',
        text: 'hello',
      },
      expect.objectContaining({ level: 'error', type: 'chunk.failed' }),
    ]);
    expect(readlinkSync(join(logs(), 'latest.log'))).toBe('build-20260131T101500Z.log');
    log.close();
  });

  it('holds what the level asks for; an unknown level asks for everything', () => {
    const [errors, all, none] = [open('error'), open('loud'), open('silent')];
    for (const log of [errors, all, none]) {
      for (const event of [warning, talk, failure]) log.write(event);
    }
    expect([errors, all, none].map((log) => parsed(log.path).length)).toEqual([1, 3, 0]);
    expect(new Set([errors.path, all.path, none.path]).size).toBe(3);
    for (const log of [errors, all, none]) log.close();
  });

  it('replaces the link of the run before and keeps the newest twenty', () => {
    mkdirSync(logs());
    writeFileSync(join(logs(), 'notes.txt'), 'mine');
    for (let day = 1; day <= 25; day += 1) open(undefined, NOW + day * 86_400_000).close();
    const names = readdirSync(logs()).filter((name) => name.startsWith('build-'));
    expect(names).toHaveLength(20);
    expect(names).not.toContain('build-20260205T101500Z.log');
    expect(readlinkSync(join(logs(), 'latest.log'))).toBe('build-20260225T101500Z.log');
    expect(readdirSync(logs()).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(existsSync(join(logs(), 'notes.txt'))).toBe(true);
  });

  it('does without the link where something else has its name', () => {
    mkdirSync(join(logs(), 'latest.log', 'x'), { recursive: true });
    const log = open();
    log.write(warning);
    expect(parsed(log.path)).toHaveLength(1);
    expect(lstatSync(join(logs(), 'latest.log')).isDirectory()).toBe(true);
    log.close();
  });

  it('is refused clearly where there can be none', () => {
    writeFileSync(logs(), 'a file');
    expect(() => open()).toThrow(`Cannot use ${logs()}: a file stands where a folder is needed.`);
  });
});

describe('the audit log', () => {
  it('is told what an auditor wants to know, without the stamp of the stream', () => {
    const entries: AuditEntry[] = [];
    const audit: AuditLog = {
      append: (entry) => entries.push(entry),
      head: () => null,
      verify: () => ({ ok: true, records: 0, head: null }),
      records: () => [],
    };
    const sink = createAuditSink(audit);
    for (const event of [warning, talk]) sink.write(event);
    expect(entries).toEqual([
      { at: AT, run: 'run-1', type: 'run.warning', data: { message: 'careful' } },
    ]);
  });
});

describe('a step of GitHub Actions', () => {
  const result = {
    exitCode: 1,
    pulls: [
      { number: 42, url: 'https://example.test/pull/42' },
      { number: 43, url: 'a path\nof two lines' },
    ],
    summary: '## Done',
  };

  it('gets outputs and summary behind what is there', () => {
    const [output, summary] = [join(dir, 'output'), join(dir, 'summary')];
    writeFileSync(output, 'earlier=1\n');
    expect(writeStepResult(result, { output, summary })).toEqual([]);
    expect(readFileSync(output, 'utf8')).toBe(
      [
        'earlier=1',
        'exit-code=1',
        'pull-requests=2',
        'pull-request-numbers=[42,43]',
        String.raw`pull-request-urls=["https://example.test/pull/42","a path\nof two lines"]`,
        '',
      ].join('\n'),
    );
    expect(readFileSync(summary, 'utf8')).toBe('## Done\n');
  });

  it('gets no summary that GitHub would refuse', () => {
    const summary = join(dir, 'summary');
    writeStepResult({ ...result, summary: 'ä'.repeat(600_000) }, { output: undefined, summary });
    const text = readFileSync(summary, 'utf8');
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toMatch(/ä\n\n… \(cut\)\n$/);
  });

  it('is left alone elsewhere, and a file that cannot be written is said', () => {
    expect(writeStepResult(result, { output: undefined, summary: '' })).toEqual([]);
    const problems = writeStepResult(result, { output: dir, summary: undefined });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(dir);
  });
});
