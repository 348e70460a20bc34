import { historyView } from '../../text/history-view.ts';
import { type Context, show } from '../context.ts';

/** Shows whether what our commits say agrees with their trees and the audit log. */
export async function verify(context: Context): Promise<number> {
  const app = await context.openApp();
  const data = await app.history(context.range);
  show(context, { data: () => data, view: (look) => historyView(data, look) });
  return data.exitCode;
}
