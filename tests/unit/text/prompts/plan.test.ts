import { describe, expect, it } from 'vitest';
import { type PlanPromptInput, planPrompt } from '../../../../src/text/prompts/plan.ts';

const whole: PlanPromptInput = {
  spec: 'docs/prose.md',
  specTitle: 'Names',
  task: null,
  maxLoc: 250,
  text: '# Names\n\n```\nPeople have names.\n',
  window: [1, 1],
  earlier: [],
  repositoryInstructions: [{ path: 'AGENTS.md', text: 'Use tabs.\n' }],
};

describe('planPrompt', () => {
  it('asks for the tasks of a spec, and for nothing to be changed', () => {
    const prompt = planPrompt(whole);
    expect(prompt).toContain('Plan how the spec below is built');
    expect(prompt).toContain('- Change nothing: no file, no commit.');
    expect(prompt).toContain('at most 250 lines');
    expect(prompt).toContain(
      '## Spec\n\n- Spec: Names (docs/prose.md)\n\n````text\n# Names\n\n```\n',
    );
    expect(prompt).toContain('Use tabs.');
    expect(prompt).not.toContain('At least two tasks');
    expect(prompt).not.toContain('Excerpt');
    expect(prompt).not.toContain('Planned from the excerpts before');
  });

  it('asks for at least two tasks where a task is divided', () => {
    const prompt = planPrompt({ ...whole, task: 'Add everything' });
    expect(prompt).toContain('Plan how the task below is built');
    expect(prompt).toContain('- At least two tasks.');
    expect(prompt).toContain('## Task\n\n- Spec: Names (docs/prose.md)\n- Task: Add everything\n');
  });

  it('tells which excerpt it is and what those before gave', () => {
    const earlier = Array.from({ length: 60 }, (_, at) => `Task ${String(at)}`);
    const prompt = planPrompt({ ...whole, window: [2, 3], earlier });
    expect(prompt).toContain('- Excerpt 2 of 3; they overlap.');
    expect(prompt).toContain('exactly as it is.\n\n- Task 10\n- Task 11\n');
    expect(prompt).toContain('- Task 59\n');
  });

  it('shows a window whole, and is bounded whatever it is given', () => {
    expect(planPrompt({ ...whole, text: 'x'.repeat(5_000) })).toContain('x'.repeat(5_000));
    const long = 'x'.repeat(1_000_000);
    const prompt = planPrompt({
      ...whole,
      text: long,
      task: long,
      specTitle: long,
      earlier: [long],
    });
    expect(prompt.length).toBeLessThan(20_000);
  });
});
