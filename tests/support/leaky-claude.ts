import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Tells what is found of secrets; see `leak.cjs`. */
export const LEAK = fileURLToPath(new URL('./leak.cjs', import.meta.url));

/**
 * Installs a `claude` that tells all it can find wherever something is told: in its words, in its summary, on standard
 * error, in a question for a task that speaks of one, in a file for a task that speaks of one.
 * @param files what it tries to read
 * @returns the folder to put first on PATH
 */
export function installLeakyClaude(dir: string, files: readonly string[]): string {
  const path = join(dir, 'leaky-claude');
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'claude'), program(files));
  // By this name its folder is the program's own, which it may read in a cage.
  writeFileSync(join(path, 'package.json'), '{"name":"@anthropic-ai/leaky"}');
  copyFileSync(LEAK, join(path, 'leak.cjs'));
  chmodSync(join(path, 'claude'), 0o755);
  return path;
}

function program(files: readonly string[]): string {
  return `#!${process.execPath}
const { mkdirSync, writeFileSync } = require('node:fs');
const text = require('./leak.cjs')(${JSON.stringify(files)});
const title = process.env.CODELICIOUS_CHUNK_TITLE ?? '';
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
const content = text.split('\\n').map((part) => ({ type: 'text', text: part }));
say({ type: 'system', subtype: 'init', session_id: 's', model: 'm' });
say({ type: 'assistant', message: { content: [{ type: 'text', text }, ...content] } });
say({ type: 'assistant', message: { content: [
  { type: 'tool_use', id: 'a', name: 'Bash', input: { command: text.slice(0, 3000) } },
  { type: 'tool_use', id: 'b', name: 'Write', input: { file_path: text.slice(0, 200) } }] } });
process.stderr.write(text);
mkdirSync('src', { recursive: true });
if (title.includes('file')) writeFileSync('src/loot.txt', text);
else writeFileSync('src/' + title.replace(/\\W/g, '') + '.js', 'export const ok = 1;\\n');
const result = title.includes('question') ? '\`\`\`question\\n' + text.slice(0, 4000) + '\\n\`\`\`' : text;
const bad = title.includes('failure') ? { is_error: true, subtype: 'error_during_execution', errors: [text] } : {};
say({ type: 'result', subtype: 'success', result, num_turns: 1, total_cost_usd: 0.01, ...bad });
`;
}
