import type { ToolContext } from '../agent-context.ts';
import type { AgentTool } from './agent-tool.ts';
import { changeTools } from './change-tools.ts';
import { commandTool } from './command-tool.ts';
import { endingTools } from './ending-tools.ts';
import { lookTools } from './look-tools.ts';
import { createTreeTools } from './tree-tools.ts';

/** The tools of a job, always in the same order, by name. A plan is made by looking alone. */
export async function jobTools(context: ToolContext): Promise<ReadonlyMap<string, AgentTool>> {
  const { kind, cwd } = context.job;
  const tree = createTreeTools(context);
  const acting = kind === 'plan' ? [] : [...changeTools(tree, cwd), await commandTool(context)];
  const tools = [...lookTools(tree, cwd), ...acting, ...endingTools(kind)];
  return new Map(tools.map((tool) => [tool.spec.name, tool]));
}
