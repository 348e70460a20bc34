import * as z from 'zod';
import { dependsOn } from '../package-json.ts';
import { parseJson } from '../parse-json.ts';
import type { LintTool } from './lint-tool.ts';

const HANDLED = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/;

const reportSchema = z.object({
  number_of_files: z.number().default(1),
  diagnostics: z.array(
    z.object({
      message: z.string(),
      code: z.string().nullish(),
      severity: z.string(),
      filename: z.string(),
      labels: z.array(z.object({ span: z.object({ line: z.number().nullish() }) })).default([]),
    }),
  ),
});

export const OXLINT: LintTool = {
  name: 'oxlint',
  shown: 'oxlint',
  from: 'oxlint',
  settings: ['.oxlintrc.json', '.oxlintrc.jsonc', 'oxlint.config.ts'],
  isSetIn: (manifest) => dependsOn(manifest, 'oxlint'),
  handles: (path) => HANDLED.test(path),
  flags: {
    plain:
      /^--(?:deny-warnings|quiet|type-aware|max-warnings=.*|config=.*|deny=.*|warn=.*|allow=.*|[a-z-]+-plugin)$/,
    withValue: /^(?:-[cDWA]|--(?:max-warnings|config|deny|warn|allow))$/,
  },
  argsFor: ({ files, flags, apart }) => [
    ...['--format', 'json', ...flags],
    ...apart.flatMap((folder) => ['--ignore-pattern', `${folder}/**`]),
    ...(files === null ? ['.'] : files.map((file) => `./${file}`)),
  ],
  read: ({ printed }) => {
    const from = printed.indexOf('{ "diagnostics"');
    const at = from === -1 ? printed.indexOf('{"diagnostics"') : from;
    const end = printed.lastIndexOf('}');
    const read = reportSchema.safeParse(parseJson(at === -1 ? null : printed.slice(at, end + 1)));
    if (!read.success) return null;
    const files = read.data.diagnostics.map(({ message, code, severity, filename, labels }) => ({
      path: filename,
      messages: [
        {
          line: labels[0]?.span.line ?? null,
          rule: code ?? null,
          message,
          isError: severity === 'error',
        },
      ],
    }));
    return { files, isIdle: read.data.number_of_files === 0 };
  },
};
