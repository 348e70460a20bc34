import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { TextStream, World } from '../../src/cli/world.ts';
import type { App, AppRequest, DemoApp, Surroundings } from '../../src/compose.ts';
import { buildReport, planOutcome } from './outcomes.ts';

/** A stream that keeps what is written, and can break like a pipe whose reader left. */
export interface Sink extends TextStream {
  text: string;
  isTTY: boolean;
  columns: number;
  /** The system's code for what happens to the next writes, or null while all is well. */
  broken: string | null;
}

export function createSink(about: Partial<Pick<Sink, 'isTTY' | 'columns'>> = {}): Sink {
  const emitter = new EventEmitter();
  const sink: Sink = {
    text: '',
    isTTY: false,
    columns: 80,
    ...about,
    broken: null,
    on: (event, listener) => emitter.on(event, listener),
    write: (text, done) => {
      const code = sink.broken;
      const error = code === null ? null : Object.assign(new Error(code), { code });
      if (error === null) sink.text += text;
      else emitter.emit('error', error);
      done?.(error);
      return error === null;
    },
  };
  return sink;
}

/** A process played by the test: its streams, its signals, its folder, and what was asked of the app. */
export interface FakeWorld extends World {
  readonly stdin: PassThrough & { isTTY?: boolean };
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly folder: string;
  readonly process: EventEmitter;
  readonly exits: number[];
  readonly calls: string[];
  readonly requests: AppRequest[];
  readonly surroundings: Surroundings[];
  remove(): void;
}

/** A world whose app answers with the given members, and otherwise builds the sample in no time. */
export function fakeWorld(
  app: Partial<App> = {},
  about: { readonly env?: Record<string, string>; readonly demo?: Partial<DemoApp> } = {},
): FakeWorld {
  const folder = mkdtempSync(join(tmpdir(), 'codelicious-cli-'));
  const emitter = new EventEmitter();
  const calls: string[] = [];
  const requests: AppRequest[] = [];
  const surroundings: Surroundings[] = [];
  const exits: number[] = [];
  const whole = { ...idleApp(), ...app };
  const demo: DemoApp = {
    redact: (text) => text,
    logPath: () => null,
    run: async () => ({ ...buildReport(), folder: '/tmp/sample' }),
    ...about.demo,
  };
  return {
    env: { HOME: folder, ...about.env },
    cwd: () => folder,
    stdin: new PassThrough(),
    stdout: createSink(),
    stderr: createSink(),
    signals: {
      on: (event, listener) => void emitter.on(event, listener),
      off: (event, listener) => void emitter.off(event, listener),
      exit: (code) => void exits.push(code),
    },
    version: () => '2.0.0',
    loadApps: async () => ({
      openApp: async (request) => {
        requests.push(request);
        return recorded(whole, calls);
      },
      openDemo: async (given) => {
        surroundings.push(given);
        return demo;
      },
    }),
    folder,
    process: emitter,
    exits,
    calls,
    requests,
    surroundings,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a world one in which a person can be asked. */
export function attended(world: FakeWorld): FakeWorld {
  Object.assign(world.stdin, { isTTY: true });
  world.stderr.isTTY = true;
  return world;
}

function idleApp(): App {
  return {
    redact: (text) => text,
    logPath: () => null,
    isFirstBuild: async () => false,
    plan: async () => planOutcome(),
    splitPlan: async () => planOutcome(),
    build: async () => buildReport(),
    status: async () => ({ specs: [], lock: null, warnings: [] }),
    history: async () => ({
      schemaVersion: 1,
      range: [],
      commits: [],
      audit: { records: 0, brokenAt: null, why: null },
      faults: [],
      exitCode: 0,
    }),
    lock: async () => null,
    unlock: async () => true,
  };
}

/** The app, writing down which of its members were called. */
function recorded(app: App, calls: string[]): App {
  const note = <T>(name: string, result: T): T => {
    calls.push(name);
    return result;
  };
  return {
    ...app,
    isFirstBuild: async () => note('isFirstBuild', app.isFirstBuild()),
    plan: async () => note('plan', app.plan()),
    splitPlan: async () => note('splitPlan', app.splitPlan()),
    build: async () => note('build', app.build()),
    status: async () => note('status', app.status()),
    lock: async () => note('lock', app.lock()),
    unlock: async (force) => note(`unlock ${force ? 'by force' : ''}`.trim(), app.unlock(force)),
  };
}
