import * as z from 'zod';
import { jsonOf, type LintTool } from './lint-tool.ts';

/** What `-f json` writes, as far as it is used. */
const reportSchema = z.object({
  errors: z.array(z.object({ filename: z.string(), reason: z.string() })).default([]),
  results: z.array(
    z.object({
      filename: z.string(),
      line_number: z.number().int(),
      test_id: z.string(),
      issue_text: z.string(),
    }),
  ),
});

/** What `.bandit` is, unless it is YAML like the other files. */
const INI = /^\[bandit\]/m;

/** https://bandit.readthedocs.io/en/latest/man/bandit.html */
export const BANDIT: LintTool = {
  name: 'bandit',
  kind: 'lint',
  shown: 'bandit',
  settings: [
    ['bandit.yaml', /^/],
    ['bandit.yml', /^/],
    ['pyproject.toml', /^\s*\[tool\.bandit\b/m],
    ['.bandit', /^/],
  ],
  byFile: true,
  readsStubs: false,
  prints: false,
  howToGet: "python -m pip install 'bandit[toml]'",
  arguments: ({ report, targets, settings, text }) => [
    ...['-q', '-f', 'json', '-o', report],
    ...(INI.test(text) && settings === '.bandit' ? ['--ini', settings] : ['-c', settings]),
    ...targets,
  ],
  read: (text) => {
    const report = reportSchema.safeParse(jsonOf(text));
    if (!report.success) return null;
    const { errors, results } = report.data;
    return [
      ...results.map(({ filename, line_number, test_id, issue_text }) => {
        return { file: filename, line: line_number, rule: test_id, message: issue_text };
      }),
      ...errors.map(({ filename, reason }) => {
        return { file: filename, line: null, rule: 'unread', message: reason };
      }),
    ];
  },
};
