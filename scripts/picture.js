// Draws docs/images/demo.svg: runs the real demo of the built program in an empty HOME and renders what it
// printed as a terminal window. With --into <file>, to that place; with --from <file>, from a saved output.

import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs, stripVTControlCharacters } from 'node:util';

const root = join(import.meta.dirname, '..');
const { values: flags } = parseArgs({
  options: { into: { type: 'string' }, from: { type: 'string' } },
});

/** Pixels. A cell is as wide as in the usual monospaced fonts: three fifths of the font's size. */
const FONT = 13;
const CELL = 7.83;
const LINE = 18.5;
const PADDING = 18;
const BAR = 34;
/** Columns: what the program lays its output out for where no terminal says otherwise. */
const COLUMNS = 100;

/** A dark window of its own stands out from a light page and is framed on a dark one. */
const COLORS = {
  window: '#161b22',
  bar: '#21262d',
  frame: '#3d444d',
  text: '#e6edf3',
  dim: '#9aa5b1',
  31: '#ff7b72',
  32: '#56d364',
  33: '#e3b341',
  36: '#6cc4ff',
};
const DOTS = ['#ff5f57', '#febc2e', '#28c840'];

/** What the demo prints, both streams in the order they were written. */
function runDemo() {
  const folder = mkdtempSync(join(tmpdir(), 'codelicious-picture-'));
  const output = join(folder, 'output');
  const file = openSync(output, 'a');
  const { status } = spawnSync(process.execPath, [join(root, 'bin/codelicious.js'), 'demo'], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, TMPDIR: tmpdir(), FORCE_COLOR: '1' },
    stdio: ['ignore', file, file],
  });
  closeSync(file);
  const text = readFileSync(output, 'utf8');
  const [demo] = /codelicious-demo-\w+/.exec(text) ?? [];
  rmSync(folder, { recursive: true, force: true });
  if (demo !== undefined) rmSync(join(tmpdir(), demo), { recursive: true, force: true });
  if (status === 0) return text;
  throw new Error(`the demo ended with ${status}:\n${text}`);
}

/** Folders with random names say nothing to a reader. */
function shortened(text) {
  return text.replaceAll(/(?:\/[\w.-]+)*\/codelicious-demo-\w+/g, '/tmp/demo');
}

/** A line as runs of one style: `{ column, text, style }`. The style goes on from line to line. */
function runsOf(line, style) {
  const runs = [];
  let column = 0;
  const add = (text) => {
    if (text !== '') runs.push({ column, text, style: { ...style } });
    column += [...text].length;
  };
  const [first, ...others] = line.split('\u001b[');
  add(first);
  for (const part of others) {
    const end = part.indexOf('m');
    for (const code of part.slice(0, end).split(';')) apply(Number(code), style);
    add(part.slice(end + 1));
  }
  return runs;
}

function apply(code, style) {
  if (code === 0) Object.assign(style, { bold: false, dim: false, color: null });
  else if (code === 1) style.bold = true;
  else if (code === 2) style.dim = true;
  else if (code === 22) Object.assign(style, { bold: false, dim: false });
  else if (code === 39) style.color = null;
  else if (code in COLORS) style.color = COLORS[code];
  else throw new Error(`no picture of the style ${code} yet`);
}

/** Blanks as characters that no renderer draws together. */
function escaped(text) {
  const signs = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', ' ': '&#160;' };
  return text.replaceAll(/[&<>" ]/g, (sign) => signs[sign]);
}

/** One run at the place of its first cell, as wide as its cells whatever font is there. */
function drawn({ column, text, style }, y) {
  const lead = text.length - text.trimStart().length;
  const shown = text.trim();
  if (shown === '') return '';
  const x = PADDING + (column + lead) * CELL;
  const fill = style.color ?? (style.dim ? COLORS.dim : null);
  const attributes = [
    `x="${rounded(x)}"`,
    `y="${rounded(y)}"`,
    `textLength="${rounded([...shown].length * CELL)}"`,
    ...(fill === null ? [] : [`fill="${fill}"`]),
    ...(style.bold ? ['font-weight="700"'] : []),
  ];
  return `<text ${attributes.join(' ')}>${escaped(shown)}</text>\n`;
}

function rounded(pixels) {
  return String(Math.round(pixels * 100) / 100);
}

/** The whole picture of what a command printed. */
function render(command, text) {
  const lines = [`\u001b[32m$\u001b[39m ${command}`, ...text.trimEnd().split('\n')];
  const longest = Math.max(
    COLUMNS,
    ...lines.map((line) => [...stripVTControlCharacters(line)].length),
  );
  const width = Math.ceil(2 * PADDING + longest * CELL);
  const height = Math.ceil(BAR + 2 * PADDING + lines.length * LINE);
  const style = { bold: false, dim: false, color: null };
  const body = lines.map((line, at) => {
    const y = BAR + PADDING + (at + 0.75) * LINE;
    return runsOf(line, style)
      .map((run) => drawn(run, y))
      .join('');
  });
  const dots = DOTS.map(
    (color, at) => `<circle cx="${20 + 20 * at}" cy="${BAR / 2}" r="6" fill="${color}"/>`,
  );
  const box = `x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
<title id="title">A terminal in which ${command} runs</title>
<rect ${box} fill="${COLORS.window}"/>
<path d="M.5 ${BAR}V10.5a10 10 0 0 1 10-10h${width - 21}a10 10 0 0 1 10 10V${BAR}z" fill="${COLORS.bar}"/>
${dots.join('')}
<rect ${box} fill="none" stroke="${COLORS.frame}"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace" font-size="${FONT}" fill="${COLORS.text}">
${body.join('')}</g>
</svg>
`;
}

const output = flags.from === undefined ? runDemo() : readFileSync(flags.from, 'utf8');
const file = flags.into ?? join(root, 'docs', 'images', 'demo.svg');
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, render('codelicious demo', shortened(output)));
