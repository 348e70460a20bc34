import { describe, expect, it } from 'vitest';
import { discoverSpecs } from '../../../src/spec/discover.ts';

const found = (files: readonly string[], globs: readonly string[] = []) =>
  discoverSpecs(files, { globs }).map(({ path }) => path);

describe('discoverSpecs', () => {
  it.each([
    'specs/12_auth.md',
    'docs/specs/login.MD',
    'Specs/a.md',
    'spec.md',
    'SPEC.md',
    'docs/spec-auth.md',
    'docs/spec_auth.md',
    'docs/spec12.md',
    'src/login.spec.md',
    'ROADMAP.md',
    'docs/todo.md',
    'specs/001-login/tasks.md',
    'specs/001-login/spec.md',
    '.kiro/specs/login/tasks.md',
    'openspec/changes/add-login/tasks.md',
    'packages/a/openspec/changes/add-login/tasks.md',
  ])('takes %s', (path) => {
    expect(found([path])).toEqual([path]);
  });

  it.each([
    'README.md',
    'specs/README.md',
    'specs/readme.de.md',
    'specs/CHANGELOG.md',
    'specs/CONTRIBUTING.md',
    'specs/CODE_OF_CONDUCT.md',
    'specs/LICENSE.md',
    'specs/CLAUDE.md',
    'specs/AGENTS.md',
    'specs/MEMORY.md',
    'docs/specification.md',
    'docs/plan.md',
    'specs/notes.txt',
    'specs/auth/plan.md',
    'tasks.md',
    'node_modules/x/specs/a.md',
    'vendor/x/ROADMAP.md',
    'tests/fixtures/specs/a.md',
    'third_party/specs/a.md',
    '.specify/templates/spec-template.md',
    '.kiro/specs/login/requirements.md',
    '.kiro/specs/login/design.md',
    '.kiro/steering/spec.md',
    'openspec/changes/add-login/proposal.md',
    'openspec/changes/add-login/specs/auth/spec.md',
    'openspec/specs/auth/spec.md',
    'openspec/changes/archive/2025-01-01-add-login/tasks.md',
  ])('leaves %s', (path) => {
    expect(found([path])).toEqual([]);
  });

  it('counts only the task file of a feature folder', () => {
    const files = [
      'specs/001-login/contracts/api.spec.md',
      'specs/001-login/plan.md',
      'specs/001-login/spec.md',
      'specs/001-login/tasks.md',
      'specs/002-logout/spec.md',
    ];
    expect(found(files)).toEqual(['specs/001-login/tasks.md', 'specs/002-logout/spec.md']);
  });

  it('names the dialect, and what is built on request only', () => {
    const files = [
      'ROADMAP.md',
      'openspec/changes/x/tasks.md',
      'specs/a/tasks.md',
      '.kiro/specs/b/tasks.md',
      'specs/c.md',
    ];
    expect(discoverSpecs(files, { globs: [] })).toEqual([
      { path: '.kiro/specs/b/tasks.md', dialect: 'kiro', onRequest: false, asked: false },
      { path: 'ROADMAP.md', dialect: 'plain', onRequest: true, asked: false },
      { path: 'openspec/changes/x/tasks.md', dialect: 'openspec', onRequest: false, asked: false },
      { path: 'specs/a/tasks.md', dialect: 'speckit', onRequest: false, asked: false },
      { path: 'specs/c.md', dialect: 'plain', onRequest: false, asked: false },
    ]);
  });

  it('adds what the globs name, but never a file that is no spec by name', () => {
    const files = [
      'plans/a.md',
      'plans/README.md',
      'plans/a.png',
      'tests/fixtures/b.md',
      'specs/c.md',
    ];
    const candidates = discoverSpecs(files, { globs: ['plans/**', 'tests/fixtures/*.md'] });
    expect(candidates.map(({ path, asked }) => [path, asked])).toEqual([
      ['plans/a.md', true],
      ['specs/c.md', false],
      ['tests/fixtures/b.md', true],
    ]);
  });
});
