import * as z from 'zod';
import { parseJson } from '../parse-json.ts';
import type { LintFile } from './lint-report.ts';
import type { LintRequest, LintTool } from './lint-tool.ts';

const FLAT = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((end) => `eslint.config.${end}`);
const LEGACY = ['', '.js', '.cjs', '.mjs', '.json', '.yaml', '.yml'].map(
  (end) => `.eslintrc${end}`,
);

const SCRIPT = /\.[cm]?jsx?$/;
const CODE = /\.[cm]?[jt]sx?$/;
const TEMPLATES = /\.(vue|svelte|astro)$/;

const reportSchema = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(
      z.object({
        line: z.number().nullish(),
        ruleId: z.string().nullable(),
        message: z.string(),
        severity: z.number(),
        fatal: z.boolean().nullish(),
      }),
    ),
  }),
);

export const ESLINT: LintTool = {
  name: 'eslint',
  shown: 'eslint',
  from: 'eslint',
  settings: [...FLAT, ...LEGACY],
  isSetIn: ({ eslintConfig }) => eslintConfig !== null,
  handles: (path, { name, text }) => {
    const template = TEMPLATES.exec(path)?.[1];
    if (name !== null && FLAT.includes(name)) return template !== undefined || CODE.test(path);
    // Settings of the old kind say nothing of files: one without a parser would be complained of as no JavaScript.
    if (template !== undefined) return text.includes(template);
    return SCRIPT.test(path) || (CODE.test(path) && /typescript|ts-eslint/.test(text));
  },
  flags: {
    plain:
      /^--(?:max-warnings|config|ext|rulesdir|ignore-path|resolve-plugins-relative-to)=|^--(?:no-eslintrc|quiet|no-inline-config|report-unused-disable-directives|no-config-lookup)$/,
    withValue:
      /^(?:-c|--(?:max-warnings|config|ext|rulesdir|ignore-path|resolve-plugins-relative-to))$/,
  },
  argsFor: (request) => {
    const { files, apart, flags, report } = request;
    const left = apart.flatMap((folder) => ['--ignore-pattern', `${folder}/**`]);
    const wanted = files === null ? ['.'] : files.map((file) => `./${file}`);
    return [
      ...['--format', 'json', '--output-file', report, '--no-error-on-unmatched-pattern'],
      ...(mayBeSilent(request) ? ['--no-warn-ignored'] : []),
      ...flags,
      ...left,
      '--',
      ...wanted,
    ];
  },
  read: ({ report }) => {
    const read = reportSchema.safeParse(parseJson(report));
    if (!read.success) return null;
    const isIdle = read.data.every(
      ({ messages }) => messages.length > 0 && messages.every(isIgnored),
    );
    return { files: read.data.map(fileOf), isIdle };
  },
};

/** Warnings about ignored files can be left out since version 8.51, with settings of the new kind. */
function mayBeSilent({ settings, version }: LintRequest): boolean {
  return FLAT.includes(settings ?? '') && Number.parseInt(version, 10) >= 9;
}

type Message = z.infer<typeof reportSchema>[number]['messages'][number];

function isIgnored({ ruleId, message }: Message): boolean {
  return ruleId === null && message.startsWith('File ignored ');
}

function fileOf({ filePath, messages }: z.infer<typeof reportSchema>[number]): LintFile {
  return {
    path: filePath,
    messages: messages
      .filter((message) => !isIgnored(message))
      .map(({ line, ruleId, message, severity, fatal }) => ({
        line: line ?? null,
        rule: ruleId ?? (fatal === true ? 'syntax' : null),
        message,
        isError: severity === 2 || fatal === true,
      })),
  };
}
