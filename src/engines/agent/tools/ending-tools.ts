import * as z from 'zod';
import type { EngineJobKind } from '../../../domain/engine-job.ts';
import { planReplySchema } from '../../../domain/planned-task.ts';
import { oneLine } from '../../../domain/text-limits.ts';
import { type AgentTool, defineTool, type Ending } from './agent-tool.ts';

/** Items beyond this are not believed. */
const MAX_ITEMS = 20;
const MAX_SUMMARY_CHARS = 10_000;
const MAX_LINE_CHARS = 1000;

const line = z.string().trim().min(1).max(MAX_LINE_CHARS).transform(oneLine);
const summary = z.string().trim().min(1).max(MAX_SUMMARY_CHARS);

/** The tools by which a model ends a job of this kind. */
export function endingTools(kind: EngineJobKind): readonly AgentTool[] {
  if (kind === 'plan') return [finishPlan()];
  if (kind === 'shrink') return [finishStep()];
  return kind === 'build' ? [finish(), ask()] : [finish()];
}

function finish(): AgentTool {
  return defineTool({
    name: 'finish',
    description: 'Ends the job, when the task is done and its tests pass.',
    readOnly: false,
    schema: z.strictObject({ summary: summary.describe('What was changed, in a short paragraph') }),
    detail: (args) => args.summary,
    run: (args) => end({ type: 'finish', summary: args.summary, remaining: null, plan: null }),
  });
}

function finishStep(): AgentTool {
  return defineTool({
    name: 'finish',
    description: 'Ends the job, when the step is done and its tests pass.',
    readOnly: false,
    schema: z.strictObject({
      summary: summary.describe('What was changed; its first line names the step'),
      remaining: z
        .array(line)
        .max(MAX_ITEMS)
        .optional()
        .describe(
          'What is left of the task after this step, in the order it should be done, each understandable without the others; empty when nothing is left',
        ),
    }),
    detail: (args) => args.summary,
    run: ({ remaining, ...args }) =>
      end({ type: 'finish', summary: args.summary, remaining: remaining ?? null, plan: null }),
  });
}

const PLAN = [
  'Ends the job with the plan: the tasks in the order in which they should be built.',
  'Of each, "title" is one line, an imperative; "description" says in a few sentences what is to be done;',
  '"files" are the paths it is about; "depends_on" holds the positions, counted from 0, of tasks in this list that must be built before;',
  '"validation" says how one sees that it is done.',
].join(' ');

function finishPlan(): AgentTool {
  return defineTool({
    name: 'finish',
    description: PLAN,
    readOnly: false,
    schema: planReplySchema.extend({ summary: z.string().max(MAX_SUMMARY_CHARS).default('') }),
    detail: ({ tasks }) => `${tasks.length} tasks`,
    run: ({ tasks, ...args }) =>
      end({ type: 'finish', summary: args.summary, remaining: null, plan: tasks }),
  });
}

function ask(): AgentTool {
  return defineTool({
    name: 'ask',
    description:
      'Ends the job with a question to the maintainers, when the task cannot be done without a decision that only they can take. Never for what you can find out or decide yourself. Change no file then.',
    readOnly: false,
    schema: z.strictObject({
      question: line.describe('The question, on one line'),
      options: z.array(line).max(MAX_ITEMS).default([]).describe('The possible answers'),
    }),
    detail: (args) => args.question,
    run: (args) => end({ type: 'ask', ...args }),
  });
}

async function end(ending: Ending) {
  return Promise.resolve({ text: 'Accepted.', isError: false, ending });
}
