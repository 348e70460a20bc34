import { statusData } from '../../text/data.ts';
import { statusView } from '../../text/status-view.ts';
import { type Context, show } from '../context.ts';

/** Shows where every spec and task stands. */
export async function status(context: Context): Promise<number> {
  const app = await context.openApp();
  const outcome = await app.status();
  show(context, {
    data: () => statusData(outcome),
    view: (look) => statusView(outcome, look),
  });
  return 0;
}
