import { describe, expect, it } from 'vitest';
import {
  commands,
  excludesWork,
  explains,
  namesCriteria,
  normalHeading,
} from '../../../src/spec/headings.ts';

describe('normalHeading', () => {
  it.each([
    ['1. Setup', 'setup'],
    ['1.2 Setup', 'setup'],
    ['2) Setup', 'setup'],
    ['3 – Setup', 'setup'],
    ['Phase 2: Core', 'core'],
    ['Phase II — Core', 'core'],
    ['Phase 2', 'phase'],
    ['Phase 3: User Story 1 - Login', 'login'],
    ['Step 1: Add *the* `lock`', 'add the lock'],
    ['Phase  of   the moon', 'phase of the moon'],
    ['12', ''],
    ['Story about cats', 'story about cats'],
  ])('%s → %s', (title, normal) => {
    expect(normalHeading(title)).toBe(normal);
  });
});

describe('kinds of headings', () => {
  it.each([
    'Acceptance Criteria',
    '4. Acceptance criteria (overall)',
    'Success Criteria',
    'Definition of Done',
    'Test plan',
    'Acceptance',
    'Done when',
  ])('%s names criteria', (title) => {
    expect(namesCriteria(title)).toBe(true);
  });

  it.each(['Tests', 'Verification', 'Add acceptance form', 'Planning tests'])(
    '%s does not name criteria',
    (title) => {
      expect(namesCriteria(title)).toBe(false);
    },
  );

  it.each([
    'Background',
    'Background and motivation',
    'Context',
    'Project Overview',
    'Design Goals',
    'Goals & Non-Goals',
    'Non-goals',
    'Out of Scope',
    'References',
    'Roll-out Order',
    'Rollout plan',
    'Alternatives considered',
    'Risks and mitigations',
    'Open questions',
    'Glossary',
    'Appendix A: figures',
    'Why now',
    'Future work',
    'Gap Inventory',
    'TL;DR',
  ])('%s explains', (title) => {
    expect(explains(title)).toBe(true);
  });

  it.each([
    'Later stages',
    'Deferred shading',
    'Status page',
    'Summary endpoint',
    'Problem details format',
    'Add the parser',
    'Requirements',
    'Step 2: Schedule jobs',
    'Notes API',
  ])('%s asks for work', (title) => {
    expect(explains(title)).toBe(false);
  });

  it('tells commands from topics', () => {
    expect(['Add the parser', 'Step 4', '2. Write docs', 'Task 1: X'].map(commands)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['Parser', 'Design', 'Address book'].map(commands)).toEqual([false, false, false]);
  });

  it('knows what is not to be done', () => {
    expect(['Out of scope', 'Won’t do', "Won't do", 'Non goals'].map(excludesWork)).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });
});
