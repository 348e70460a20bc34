import type { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretLintRuleContext, SecretLintSourceCode } from '@secretlint/types';
import { within } from '../../time-limit.ts';
import type { FoundSecret, SearchedFile } from './secret.ts';

/** Milliseconds the rules may take with one text. */
const MOST_MS = 3000;
/** Who may look away is decided here, by the base. */
const COMMENT_RULE = '-filter-comments';
/** A name of the text alone; the rules read no file by it. */
const NO_FILE = undefined;

type Rule = (typeof rules)[number];

/**
 * What secretlint's recommended rules find. The rules are asked one by one, without secretlint's own engine: that one
 * keeps two marks of every rule and file in the process's timeline for good.
 */
export async function secretlintSecrets(file: SearchedFile): Promise<readonly FoundSecret[]> {
  const preset = await import('@secretlint/secretlint-rule-preset-recommend');
  const found: FoundSecret[] = [];
  within(MOST_MS, () => {
    for (const rule of preset.rules.filter(({ meta }) => !meta.id.endsWith(COMMENT_RULE))) {
      void rule.create(contextOf(rule, { file, found }), {}).file?.(sourceOf(file));
    }
  });
  return found;
}

function contextOf(
  { meta }: Rule,
  { file, found }: { readonly file: SearchedFile; readonly found: FoundSecret[] },
): SecretLintRuleContext {
  const rule = meta.id.replace(/^@secretlint\/secretlint-rule-/, 'secretlint-');
  return {
    sharedOptions: {},
    createTranslator: () => (messageId, data) => ({
      message: '',
      messageId: String(messageId),
      data: { ...(data as object | undefined) },
    }),
    report: ({ message, range: [start, end] }) => {
      const told = tellingOf(message.data as object | undefined) ?? file.text.slice(start, end);
      const index = file.text.indexOf(told, start);
      found.push({ rule, value: told, index: index === -1 ? start : index });
    },
    ignore: () => undefined,
  };
}

/** The longest text a rule puts into its message is the secret. */
function tellingOf(data: object | undefined): string | undefined {
  const texts = Object.values(data ?? {}).filter((value) => typeof value === 'string');
  return texts.sort((a, b) => b.length - a.length)[0];
}

function sourceOf({ path, text }: SearchedFile): SecretLintSourceCode {
  const nowhere = { start: { line: 1, column: 0 }, end: { line: 1, column: 0 } };
  return {
    hasBOM: false,
    content: text,
    filePath: path,
    physicalFilePath: NO_FILE,
    ext: path.slice(path.lastIndexOf('.') + 1),
    contentType: 'text',
    getFilePath: () => path,
    getPhysicalFilePath: () => NO_FILE,
    locationToRange: () => [0, 0],
    rangeToLocation: () => nowhere,
    indexToPosition: () => nowhere.start,
    positionToIndex: () => 0,
  };
}
