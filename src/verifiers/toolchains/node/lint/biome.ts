import * as z from 'zod';
import { parseJson } from '../parse-json.ts';
import type { LintFile } from './lint-report.ts';
import type { LintTool } from './lint-tool.ts';

const HANDLED = /\.(?:[cm]?[jt]sx?|jsonc?|css|graphql|gql|vue|svelte|astro|html)$/;

const diagnostic = z.object({
  category: z.string().nullish(),
  severity: z.string(),
  message: z.union([z.string(), z.array(z.object({ content: z.string() }))]).nullish(),
  description: z.string().nullish(),
  location: z
    .object({
      path: z.union([z.string(), z.object({ file: z.string() })]).nullish(),
      start: z.object({ line: z.number() }).nullish(),
    })
    .nullish(),
});

const reportSchema = z.object({
  summary: z.object({ changed: z.number(), unchanged: z.number() }),
  diagnostics: z.array(diagnostic),
});

export const BIOME: LintTool = {
  name: 'biome',
  shown: 'biome lint',
  from: '@biomejs/biome',
  settings: ['biome.json', 'biome.jsonc', '.biome.json', '.biome.jsonc'],
  isSetIn: () => false,
  handles: (path) => HANDLED.test(path),
  flags: { plain: /^--(?:config-path|error-on-warnings)\b/, withValue: /^--config-path$/ },
  argsFor: ({ files, flags, version }) => [
    ...[
      'lint',
      '--reporter=json',
      `--max-diagnostics=${mostOf(version)}`,
      '--no-errors-on-unmatched',
    ],
    ...['--colors=off', ...flags],
    ...(files === null ? ['.'] : files.map((file) => `./${file}`)),
  ],
  read: ({ printed }) => {
    const line = printed.split('\n').find((each) => each.startsWith('{"summary"'));
    const read = reportSchema.safeParse(parseJson(line ?? null));
    if (!read.success) return null;
    const { summary, diagnostics } = read.data;
    const isIdle = summary.changed + summary.unchanged === 0 && diagnostics.length === 0;
    return { files: diagnostics.flatMap(fileOf), isIdle };
  },
};

/** All complaints, as far as a version can be told to give them. */
function mostOf(version: string): string {
  return Number.parseInt(version, 10) >= 2 ? 'none' : '200';
}

function fileOf({
  category,
  severity,
  message,
  description,
  location,
}: z.infer<typeof diagnostic>): readonly LintFile[] {
  const path = location?.path ?? null;
  if (path === null) return [];
  const text =
    typeof message === 'string' ? message : message?.map((part) => part.content).join('');
  const one = {
    line: location?.start?.line ?? null,
    rule: category ?? null,
    message: text ?? description ?? category ?? 'failed',
    isError: severity === 'error' || severity === 'fatal',
  };
  return [{ path: typeof path === 'string' ? path : path.file, messages: [one] }];
}
