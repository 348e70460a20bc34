import * as z from 'zod';
import { jsonOf, type LintTool } from './lint-tool.ts';

/** What `--output-format json` writes, as far as it is used; faults of the syntax had no code at first. */
const reportSchema = z.array(
  z.object({
    code: z.string().nullable(),
    message: z.string(),
    filename: z.string(),
    location: z.object({ row: z.number().int() }).nullable().optional(),
  }),
);

/** https://docs.astral.sh/ruff/configuration/#command-line-interface */
export const RUFF: LintTool = {
  name: 'ruff',
  kind: 'lint',
  shown: 'ruff check',
  settings: [
    ['ruff.toml', /^/],
    ['.ruff.toml', /^/],
    ['pyproject.toml', /^\s*\[tool\.ruff\b/m],
  ],
  byFile: true,
  readsStubs: true,
  prints: false,
  howToGet: 'python -m pip install ruff',
  arguments: ({ report, targets }) => [
    ...['check', '--no-fix', '--no-cache', '--force-exclude', '--quiet'],
    ...['--output-format', 'json', '--output-file', report, ...targets],
  ],
  read: (text) => {
    const report = reportSchema.safeParse(jsonOf(text));
    if (!report.success) return null;
    return report.data.map(({ code, message, filename, location }) => {
      return { file: filename, line: location?.row ?? null, rule: code, message };
    });
  },
};
