import type { App } from '../../compose.ts';
import type { PlanOutcome } from '../../domain/data.ts';
import { CodeliciousError } from '../../domain/errors.ts';
import { buildData, planData } from '../../text/data.ts';
import { openTasks, planView } from '../../text/plan-view.ts';
import { summaryView } from '../../text/summary.ts';
import { type Context, show } from '../context.ts';
import { confirm } from '../question.ts';
import { plan } from './plan.ts';

/** Builds everything open; on a terminal, a repository's first build is shown and asked about before. */
export async function build(context: Context): Promise<number> {
  if (context.options.dryRun) return plan(context);
  const app = await context.openApp();
  const refused = await refusedPlan(app, context);
  if (refused !== null) return leave(refused, context);
  const report = await app.build();
  show(context, {
    data: () => buildData(report),
    view: (look) => summaryView(report, look),
  });
  return report.exitCode;
}

/** The plan a person said no to; null where nobody was asked or the answer was yes. */
async function refusedPlan(app: App, context: Context): Promise<PlanOutcome | null> {
  const { options, output, attended, noteLook, signal } = context;
  if (options.yes || !attended() || !(await app.isFirstBuild())) return null;
  const outcome = await app.plan();
  if (openTasks(outcome) === 0) return null;
  output.note(`${planView(outcome, noteLook)}\n`);
  const question = { text: 'Build this?', byDefault: true };
  const note = (text: string) => output.note(text);
  const agreed = await confirm(question, { stdin: context.stdin(), note, signal });
  if (signal.aborted) throw new CodeliciousError('interrupted', 'stopped before anything was done');
  return agreed ? null : outcome;
}

function leave(outcome: PlanOutcome, context: Context): number {
  context.output.note('Nothing was done.\n');
  const data = { ...planData(outcome), exitCode: 0 };
  if (context.options.json) show(context, { data: () => data, view: () => '' });
  return 0;
}
