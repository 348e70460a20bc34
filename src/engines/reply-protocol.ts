import type { EngineJobKind } from '../domain/engine-job.ts';
import { type PlannedTask, readPlanReply } from '../domain/planned-task.ts';
import { oneLine } from '../domain/text-limits.ts';

/** Items beyond this are not believed. */
const MAX_ITEMS = 20;
const OPENING = /^ {0,3}```[ \t]*(remaining|question|plan)$/;
const CLOSING = /^ {0,3}```$/;
/** A list item's bullet or number, and its task box. */
const BULLET = /^(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?/;

const QUESTION_RULE = [
  'If this cannot be done without a decision that only the maintainers can take, change no file and',
  'end your answer with a fenced block: a line "```question", the question on one line, one line',
  '"- answer" for each possible answer, and a line "```". Do not ask about what you can find out or',
  'decide yourself.',
].join(' ');

const REMAINING_RULE = [
  'End your answer with a fenced block that lists what is left of the task after this step: a line',
  '"```remaining", one line "- …" for each remaining piece of work in the order it should be done,',
  'each understandable without the others, and a line "```". When nothing is left, leave the block empty.',
].join(' ');

const PLAN_RULE = [
  'Change no file. Where you have a tool StructuredOutput, give the plan by calling it once, and say nothing after it.',
  'Otherwise end your answer with a fenced block: a line "```plan", then JSON of the form',
  '{"tasks": [{"title": "…", "description": "…", "files": ["…"], "depends_on": [0], "validation": "…"}]},',
  'then a line "```". In either form, tasks stand in the order in which they are to be done. "title" is one line, an',
  'imperative; "description" says in a few sentences what is to be done; "files" are paths below the',
  'root of the repository; "depends_on" holds the positions, counted from 0, of tasks in this list that',
  'must be done before; "validation" says how one sees that the task is done.',
].join(' ');

/** What an engine's last words say beyond prose. */
export interface Reply {
  /** The answer without its blocks. */
  readonly summary: string;
  /** Items of the last `remaining` block; null without one. */
  readonly remaining: readonly string[] | null;
  /** The last `question` block. */
  readonly question: { readonly text: string; readonly options: readonly string[] } | null;
  /** The tasks of the last `plan` block, or of an answer that is nothing but such JSON; null without. */
  readonly plan: readonly PlannedTask[] | null;
}

/**
 * What a prompt has to ask for, so that `readReply` finds it in the answer; empty when nothing.
 * @param kind of the job the prompt is for
 */
export function replyRules(kind: EngineJobKind): string {
  const rules: Record<EngineJobKind, string> = {
    build: QUESTION_RULE,
    shrink: REMAINING_RULE,
    repair: '',
    plan: PLAN_RULE,
  };
  return rules[kind];
}

/**
 * Reads the fenced blocks of an answer.
 */
export function readReply(text: string): Reply {
  const { prose, blocks } = takeApart(text);
  const last = (name: string) => blocks.findLast((block) => block.name === name)?.lines ?? null;
  const remaining = last('remaining');
  return {
    summary: prose.join('\n').trim(),
    remaining: remaining === null ? null : items(remaining),
    question: readQuestion(last('question') ?? []),
    plan: readPlan(last('plan')?.join('\n') ?? withoutFence(text)) ?? readPlan(lastJson(text)),
  };
}

interface Block {
  readonly name: string;
  readonly lines: string[];
}

/** Blocks and the lines around them; a block that is not closed reaches to the end. */
function takeApart(text: string): { readonly prose: string[]; readonly blocks: Block[] } {
  const prose: string[] = [];
  const blocks: Block[] = [];
  let open: Block | null = null;
  for (const line of text.split(/\r\n|\r|\n/).map((raw) => raw.trimEnd())) {
    const name: string | undefined = open === null ? OPENING.exec(line)?.[1] : undefined;
    if (name !== undefined) {
      open = { name, lines: [] };
      blocks.push(open);
    } else if (open === null) prose.push(line);
    else if (CLOSING.test(line)) open = null;
    else open.lines.push(line);
  }
  return { prose, blocks };
}

function readPlan(json: string): readonly PlannedTask[] | null {
  if (!json.trimStart().startsWith('{')) return null;
  try {
    return readPlanReply(JSON.parse(json));
  } catch {
    return null;
  }
}

/** Some models name the language of the block instead of its purpose. */
function withoutFence(text: string): string {
  return text
    .trim()
    .replace(/^```(?:json)?[ \t]*\r?\n/, '')
    .replace(/\r?\n```$/, '');
}

/** What stands in the last block of JSON. */
function lastJson(text: string): string {
  const opening = '```json\n';
  const at = text.lastIndexOf(opening);
  const [inside = ''] = at === -1 ? [] : text.slice(at + opening.length).split('\n```', 1);
  return inside;
}

function readQuestion(lines: readonly string[]): Reply['question'] {
  const text = oneLine(lines.filter((line) => !BULLET.test(line.trim())).join(' '));
  return text === '' ? null : { text, options: items(lines) };
}

function items(lines: readonly string[]): readonly string[] {
  return lines
    .map((line) => line.trim())
    .filter((line) => BULLET.test(line))
    .map((line) => oneLine(line.replace(BULLET, '')))
    .filter((item) => item !== '')
    .slice(0, MAX_ITEMS);
}
