import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modulesFrom, sourcesBelow } from './architecture/modules.ts';
import { type Violation, violationsIn } from './architecture/violations.ts';

const SRC = join(import.meta.dirname, '..', 'src');

function rulesBroken(files: Readonly<Record<string, string>>): readonly Violation['rule'][] {
  return violationsIn(modulesFrom(files)).map((violation) => violation.rule);
}

describe('the source tree', () => {
  const sources = sourcesBelow(SRC);
  const modules = modulesFrom(sources);

  it('is seen whole', () => {
    const onDisk = readdirSync(SRC, { recursive: true, encoding: 'utf8' });
    const expected = onDisk.filter((path) => path.endsWith('.ts'));
    expect(modules.map((module) => module.path).sort()).toEqual(
      expected.map((path) => path.replaceAll('\\', '/')).sort(),
    );
    expect(modules.length).toBeGreaterThan(30);
  });

  it('keeps every rule', () => {
    const told = violationsIn(modules).map(
      ({ rule, path, detail }) => `${rule}: src/${path}: ${detail}`,
    );
    expect(told).toEqual([]);
  });

  it('shows one planted violation more', () => {
    const planted = { 'domain/planted.ts': "import '../git/planted.ts';", 'git/planted.ts': '' };
    const found = violationsIn(modulesFrom({ ...sources, ...planted }));
    expect(found).toHaveLength(violationsIn(modules).length + 1);
    expect(found).toContainEqual({
      rule: 'layer',
      path: 'domain/planted.ts',
      detail: 'git/planted.ts',
    });
  });
});

describe('a planted violation', () => {
  const empty = 'export const x = 1;';
  const cases: readonly [string, Readonly<Record<string, string>>, Violation['rule']][] = [
    [
      'an adapter in the domain',
      { 'domain/a.ts': "import { x } from '../git/b.ts';", 'git/b.ts': empty },
      'layer',
    ],
    [
      'a port in the domain, as a type',
      { 'domain/a.ts': "import type { x } from '../ports/b.ts';", 'ports/b.ts': empty },
      'layer',
    ],
    [
      'a sibling adapter',
      { 'forges/a.ts': "import { x } from '../system/b.ts';", 'system/b.ts': empty },
      'layer',
    ],
    [
      'a sibling adapter by re-export',
      { 'store/a.ts': "export { x } from '../report/b.ts';", 'report/b.ts': empty },
      'layer',
    ],
    [
      'a sibling adapter loaded late',
      { 'engines/a.ts': "await import('../git/b.ts');", 'git/b.ts': empty },
      'layer',
    ],
    [
      'a sibling adapter as an inline type',
      { 'engines/a.ts': "let x: import('../git/b.ts').B;", 'git/b.ts': empty },
      'layer',
    ],
    [
      'an adapter in the pipeline',
      { 'pipeline/a.ts': "import '../store/b.ts';", 'store/b.ts': empty },
      'layer',
    ],
    [
      'the pipeline in the text room',
      { 'text/a.ts': "import '../pipeline/b.ts';", 'pipeline/b.ts': empty },
      'layer',
    ],
    [
      'the command line in the wiring',
      { 'compose.ts': "import './cli/b.ts';", 'cli/b.ts': empty },
      'layer',
    ],
    [
      'the wiring in an adapter',
      { 'git/a.ts': "import '../compose.ts';", 'compose.ts': '' },
      'layer',
    ],
    [
      'an adapter in the command line',
      { 'cli/a.ts': "import '../git/b.ts';", 'git/b.ts': empty },
      'layer',
    ],
    ['a foreign SDK', { 'store/a.ts': "import { execa } from 'execa';" }, 'package'],
    [
      'a foreign SDK as a type',
      { 'pipeline/a.ts': "import type { X } from '@octokit/rest';" },
      'package',
    ],
    ['the SDK of another forge', { 'forges/gitlab/a.ts': "import '@octokit/rest';" }, 'package'],
    ['an unknown library', { 'system/a.ts': "import 'left-pad';" }, 'package'],
    ['a builtin without its prefix', { 'system/a.ts': "import 'fs';" }, 'package'],
    [
      'the disk in an inner room',
      { 'spec/a.ts': "import { readFileSync } from 'node:fs';" },
      'builtin',
    ],
    [
      'randomness in an inner room',
      { 'domain/a.ts': "import { randomUUID } from 'node:crypto';" },
      'builtin',
    ],
    ['a builtin for its side effects', { 'domain/a.ts': "import 'node:net';" }, 'builtin'],
    ['a circle', { 'git/a.ts': "import './b.ts';", 'git/b.ts': "import './a.ts';" }, 'circle'],
    [
      'a circle of types only',
      {
        'domain/a.ts': "import type { B } from './b.ts';",
        'domain/b.ts': "import type { C } from './c.ts';",
        'domain/c.ts': "export type { A } from './a.ts';",
      },
      'circle',
    ],
    ['a module that imports itself', { 'git/a.ts': "import './a.ts';" }, 'circle'],
    ['the clock in the domain', { 'domain/a.ts': 'export const at = () => Date.now();' }, 'effect'],
    [
      'the current date in the domain',
      { 'domain/a.ts': 'export const at = new Date();' },
      'effect',
    ],
    ['the process in the pipeline', { 'pipeline/a.ts': 'export const e = process.env;' }, 'effect'],
    ['the network in the pipeline', { 'pipeline/a.ts': "await fetch('http://x');" }, 'effect'],
    ['chance in the text room', { 'text/a.ts': 'export const x = Math.random();' }, 'effect'],
    ['a timer in the pipeline', { 'pipeline/a.ts': 'setTimeout(() => 1, 1);' }, 'effect'],
    ['a deadline in the pipeline', { 'pipeline/a.ts': 'AbortSignal.timeout(1);' }, 'effect'],
    ['a catch in the pipeline', { 'pipeline/a.ts': 'try { run(); } catch { stop(); }' }, 'catch'],
    ['a catch of a promise', { 'pipeline/a.ts': 'await work().catch(() => null);' }, 'catch'],
    ['a handler of a rejection', { 'spec/a.ts': 'await work().then(go, () => null);' }, 'catch'],
    ['a catch in a command', { 'cli/commands/a.ts': 'try { run(); } catch { stop(); }' }, 'catch'],
    ['an exit from an adapter', { 'git/a.ts': 'process.exit(1);' }, 'exit code'],
    ['an exit code from a command', { 'cli/commands/a.ts': 'process.exitCode = 1;' }, 'exit code'],
    ['a room nobody planned', { 'extras/a.ts': empty }, 'unknown room'],
    ['an import of nothing', { 'git/a.ts': "import './gone.ts';" }, 'unresolved'],
    ['a name that says nothing', { 'git/helpers.ts': empty }, 'empty name'],
  ];

  it.each(cases)('is caught: %s', (_name, files, rule) => {
    expect(rulesBroken(files)).toEqual([rule]);
  });
});

describe('what is allowed', () => {
  const empty = 'export const x = 1;';
  const cases: readonly [string, Readonly<Record<string, string>>][] = [
    [
      'try and finally, and settled promises',
      { 'pipeline/a.ts': 'try { run(); } finally { stop(); } await Promise.allSettled([]);' },
    ],
    ['a given date', { 'domain/a.ts': 'export const at = (ms: number) => new Date(ms);' }],
    ['a hash', { 'domain/a.ts': "import { createHash } from 'node:crypto';" }],
    ['paths as text', { 'spec/a.ts': "import { join } from 'node:path/posix';" }],
    [
      'a collaborator by the name of a global',
      {
        'pipeline/a.ts': 'export const f = (d: D, process: P) => [d.process.run(), process.run()];',
      },
    ],
    ['the process in an adapter', { 'system/a.ts': 'export const e = process.env;' }],
    ['a catch in an adapter', { 'git/a.ts': 'try { run(); } catch { stop(); }' }],
    ['an SDK at home', { 'forges/github/a.ts': "import { Octokit } from '@octokit/rest';" }],
    [
      'the domain in an adapter',
      { 'git/a.ts': "import { x } from '../domain/b.ts';", 'domain/b.ts': empty },
    ],
    ['a plain noun with an empty word in it', { 'verifiers/package-manager.ts': empty }],
    [
      'everything in the wiring',
      {
        'compose.ts': "import './git/a.ts'; import './pipeline/b.ts';",
        'git/a.ts': empty,
        'pipeline/b.ts': empty,
      },
    ],
  ];

  it.each(cases)('%s', (_name, files) => {
    expect(rulesBroken(files)).toEqual([]);
  });
});
