import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findConstructs } from '../../../../../src/verifiers/security/constructs/find-constructs.ts';

async function rulesIn(text: string, path = 'src/a.ts'): Promise<readonly string[]> {
  return (await findConstructs(path, text)).map(({ rule }) => rule);
}

const CP = "import { exec, execSync, execFile, spawn } from 'node:child_process';\n";

describe('dangerous constructs of scripts', () => {
  it.each([
    ['js-eval', 'eval(input)'],
    ['js-eval', 'window.eval(input)'],
    ['js-eval', 'globalThis["eval"](code)'],
    ['js-eval', '(0, eval)(code)'],
    ['js-new-function', 'new Function("a", "return " + body)'],
    ['js-new-function', 'Function(body)()'],
    ['js-implied-eval', 'setTimeout("tick(" + n + ")", 10)'],
    ['js-implied-eval', 'setInterval(`go()`, 10)'],
    ['js-vm', "import vm from 'node:vm';\nvm.runInNewContext(code)"],
    ['js-vm', "const { Script } = require('vm');\nnew Script(code)"],
    ['js-shell-command', `${CP}exec(\`git log \${branch}\`)`],
    ['js-shell-command', `${CP}execSync('rm -rf ' + folder)`],
    ['js-shell-command', `${CP}const command = \`tar xf \${file}\`;\nexec(command, done)`],
    ['js-shell-command', "import * as cp from 'child_process';\ncp.exec(`ls ${dir}`)"],
    ['js-shell-command', "const cp = require('child_process');\ncp.execSync('ls ' + dir)"],
    ['js-shell-command', "require('child_process').exec('ls ' + dir)"],
    ['js-shell-command', "const { exec: run } = require('node:child_process');\nrun(`ls ${dir}`)"],
    [
      'js-shell-command',
      `${CP}import { promisify } from 'node:util';\nconst run = promisify(exec);\nawait run(\`ls \${dir}\`)`,
    ],
    ['js-shell-command', "const cp = await import('node:child_process');\ncp.exec('ls ' + dir)"],
    ['js-shell-true', `${CP}spawn(command, args, { shell: true })`],
    ['js-shell-true', `${CP}spawn('git', ['log', branch], { shell: true, cwd })`],
    ['js-shell-true', `${CP}const options = { shell: '/bin/bash' };\nspawn(command, options)`],
    ['js-shell-true', "import { execa } from 'execa';\nexeca(`ls ${dir}`, { shell: true })"],
    ['tls-verification-off', 'https.request({ host, rejectUnauthorized: false })'],
    ['tls-verification-off', 'agent.options.rejectUnauthorized = false'],
    ['tls-verification-off', "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'"],
    ['tls-verification-off', "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = 0"],
    ['tls-verification-off', "spawn('x', { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })"],
    [
      'js-shell-command',
      "import { exec } from 'child_process'; export const run = (cmd) => exec(cmd);",
    ],
    ['js-shell-command', "import cp from 'node:child_process'; cp.exec(req.query.name);"],
    [
      'js-shell-command',
      "import { exec } from 'child_process'; function run(cmd) { exec(cmd); } run('ls'); run(name);",
    ],
    ['js-unsafe-deserialization', "require('node-serialize').unserialize(text)"],
    ['js-unsafe-html', 'node.innerHTML = location.hash.slice(1)'],
    [
      'js-unsafe-html',
      'const name = new URLSearchParams(q).get("name"); node.innerHTML += `<li>${name}</li>`',
    ],
    ['js-unsafe-html', 'node.outerHTML = render(event.data)'],
    ['js-unsafe-html', 'document.write("<b>" + document.referrer)'],
    ['js-unsafe-html', "node.insertAdjacentHTML('beforeend', req.body.row)"],
    ['sql-concatenation', "db.query('SELECT * FROM users WHERE id = ' + id)"],
    ['sql-concatenation', "db.query(`SELECT * FROM users WHERE name = '${name}'`)"],
    ['sql-concatenation', 'db.run(`DELETE FROM a WHERE id IN (${ids})`)'],
    ['sql-concatenation', 'db.run(`INSERT INTO a VALUES (1, ${x})`)'],
    ['sql-concatenation', 'db.run("update a set b = \'" + b + "\' where c = 1")'],
    ['sql-concatenation', "const sql = 'SELECT a FROM b WHERE c LIKE ' + q + ' ORDER BY a'"],
  ])('%s: %s', async (rule, text) => {
    expect(await rulesIn(text)).toEqual([rule]);
  });

  it.each([
    [
      'js-unsafe-html',
      'export const A = ({ event }) => <p dangerouslySetInnerHTML={{ __html: event.data }} />;',
    ],
    ['js-unsafe-html', 'export const A = () => <p dangerouslySetInnerHTML={make(window.name)} />;'],
  ])('%s in JSX', async (rule, text) => {
    expect(await rulesIn(text, 'src/a.tsx')).toEqual([rule]);
    expect(await rulesIn(text, 'src/a.jsx')).toEqual([rule]);
  });

  it.each([
    ['a method of that name', 'class A { eval(x: string) { return this.model.eval(x); } }'],
    ['a declared function', 'interface A { eval(x: string): number }\nawait page.$eval("a", f);'],
    ['a comment', '// eval(x)\n/* new Function(x) */'],
    ['a string', 'const help = "never call eval(x)";'],
    ['a fixed function', "const root = new Function('return this')();"],
    ['a timer', 'setTimeout(() => tick(), 10); setTimeout(tick, 10);'],
    ['a regular expression', 'const found = pattern.exec(`a${b}`);'],
    ['a database', 'db.exec(`CREATE TABLE ${name} (id)`); client.exec(query + ";");'],
    ['a fixed command', `${CP}execSync('npm ci'); exec("ls -l", done);`],
    ['a list of arguments', `${CP}execFile('git', ['log', branch], done); spawn('git', args);`],
    ['a fixed part', `${CP}const BIN = 'x';\nexecSync(\`\${BIN} --help\`); exec('a' + ' b');`],
    ['a place of the program', `${CP}execSync(\`node \${path.join(__dirname, 'x.js')}\`);`],
    ['its own program', `${CP}execSync(\`\${process.execPath} x.js\`);`],
    ['a shell of the platform', `${CP}spawn(cmd, args, { shell: process.platform === 'win32' });`],
    ['a shell for a fixed command', `${CP}spawn('npm', ['test'], { shell: true, cwd });`],
    ['no shell', `${CP}spawn(cmd, args, { shell: false });`],
    ['certificates checked', 'https.request({ host, rejectUnauthorized: true })'],
    ['certificates by a setting', 'https.request({ host, rejectUnauthorized: options.strict })'],
    [
      'HTML of nobody else',
      'node.innerHTML = `<li>${item.name}</li>`; node.outerHTML = render(user);',
    ],
    [
      'a helper that is called with fixed commands',
      "import { execSync } from 'node:child_process';\nconst run = (cmd, more = 'x') => execSync(cmd);\nrun('npm ci'); run(`npm ${'test'}`);",
    ],
    [
      'a command of a table',
      "import { execSync } from 'node:child_process';\nconst COMMANDS = { a: 'ls' };\nfor (const each of Object.values(COMMANDS)) execSync(each);",
    ],
    [
      'a class of that name',
      'class Function extends Node {}\nexport const f = new Function(name, body);',
    ],
    [
      'a name from elsewhere',
      "import { Function } from './ast.js';\nexport const f = new Function(name);",
    ],
    ['fixed HTML', "node.innerHTML = ''; node.innerHTML = `<p>${'a'}</p>`;"],
    ['sanitised HTML', 'node.innerHTML = DOMPurify.sanitize(location.hash);'],
    ['escaped HTML', 'node.innerHTML = `<li>${escapeHtml(location.hash)}</li>`;'],
    ['a comparison', "if (node.innerHTML === text) go('SELECT');"],
    ['text', 'node.textContent = comment;'],
    ['parameters', "db.query('SELECT * FROM users WHERE id = $1', [id]);"],
    ['a tagged template', 'await sql`SELECT * FROM users WHERE id = ${id}`;'],
    ['numbered parameters', 'const q = `UPDATE a SET b = $${i + 1} WHERE c = 1`;'],
    ['placeholders', "const q = `SELECT a FROM b WHERE c IN (${ids.map(() => '?').join()})`;"],
    ['a constant', 'const q = `SELECT a FROM b WHERE c = ${MAX_AGE}`;'],
    ['a column', 'const q = `SELECT ${columns} FROM b ORDER BY ${order}`;'],
    ['prose', 'log(`select a colour from the list = ${n}`); log("Select one from " + n);'],
    ['a broken file', 'eval(x'],
  ])('nothing in %s', async (_what, text) => {
    expect(await rulesIn(text)).toEqual([]);
  });

  it('takes HTML from JSON and from what makes it safe', async () => {
    const text =
      'export const A = ({ d }) => <script dangerouslySetInnerHTML={{ __html: JSON.stringify(d) }} />;';
    expect(await rulesIn(text, 'a.jsx')).toEqual([]);
  });

  it('tells from where to where', async () => {
    const [found] = await findConstructs(
      'a.js',
      `${CP}\nexec(\n  \`ls \${dir}\`,\n  () => {\n  },\n);`,
    );
    expect(found).toMatchObject({ line: 3, lastLine: 4 });
  });

  it('reads any text without a fault', async () => {
    const word = fc.constantFrom(
      'eval(',
      'x',
      ')',
      '`',
      '${',
      '}',
      '"',
      "'",
      '+',
      'SELECT * FROM a WHERE b = ',
      'new Function(',
      '.innerHTML=',
      '//',
      '\n',
      ',',
      '(',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 40 }), async (words) => {
        const text = words.join('');
        for (const path of ['a.ts', 'a.py', 'a.go', 'a.yaml']) await findConstructs(path, text);
      }),
      { numRuns: 60 },
    );
  });
});
