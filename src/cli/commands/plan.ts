import { planData } from '../../text/data.ts';
import { planNext, planView } from '../../text/plan-view.ts';
import { splitView } from '../../text/split-view.ts';
import { type Context, show } from '../context.ts';

/** Shows what a build would do; 1 when a spec had to be passed over. */
export async function plan(context: Context): Promise<number> {
  const app = await context.openApp();
  const outcome = await (context.options.split ? app.splitPlan() : app.plan());
  show(context, {
    data: () => planData(outcome),
    view: (look) =>
      `${splitView(outcome, look)}${planView(outcome, look)}${planNext(outcome, look)}`,
  });
  const skipped = outcome.specs.some((spec) => spec.skipped !== null);
  return skipped || outcome.problems.length > 0 ? 1 : 0;
}
