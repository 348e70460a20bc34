import { buildData } from '../../text/data.ts';
import { quoted } from '../../text/look.ts';
import { summaryView } from '../../text/summary.ts';
import { type Context, show } from '../context.ts';

/** Does the whole job on a sample repository of its own. */
export async function demo(context: Context): Promise<number> {
  const app = await context.openDemo();
  const report = await app.run();
  show(context, {
    data: () => buildData(report),
    view: (look) => {
      const where = look.palette.dim(`To look around: cd ${quoted(report.folder)}`);
      return `${summaryView(report, { ...look, repo: report.folder })}\n${where}\n`;
    },
  });
  return report.exitCode;
}
