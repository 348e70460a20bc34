import { describe, expect, it } from 'vitest';
import { findConstructs } from '../../../../../src/verifiers/security/constructs/find-constructs.ts';

async function rulesIn(path: string, text: string): Promise<readonly string[]> {
  return (await findConstructs(path, text)).map(({ rule }) => rule);
}

describe('dangerous constructs of Python', () => {
  it.each([
    ['py-eval', 'eval(request.args["x"])'],
    ['py-eval', 'exec(code, {})'],
    ['py-os-command', 'os.system("rm " + name)'],
    ['py-os-command', 'os.system(command)'],
    ['py-os-command', 'os.popen(f"ls {d}")'],
    ['py-os-command', 'subprocess.getoutput("ls %s" % d)'],
    ['py-shell-true', 'subprocess.run(f"ls {d}", shell=True)'],
    ['py-shell-true', 'subprocess.call(\n    command,\n    shell = True,\n)'],
    ['py-shell-true', 'Popen("cat " + name, stdout=PIPE, shell=True)'],
    ['py-unsafe-deserialization', 'data = pickle.loads(body)'],
    ['py-unsafe-deserialization', 'pickle.Unpickler(f).load()'],
    ['py-unsafe-deserialization', 'marshal.load(f)'],
    ['py-unsafe-deserialization', 'from pickle import loads\nx = loads(body)'],
    ['py-unsafe-yaml', 'import yaml\nyaml.load(text)'],
    ['py-unsafe-yaml', 'import yaml\nyaml.load(text, Loader=yaml.Loader)'],
    ['py-unsafe-yaml', 'import yaml\nyaml.load(text, yaml.UnsafeLoader)'],
    ['py-unsafe-yaml', 'import yaml\nyaml.unsafe_load(text)'],
    ['py-mktemp', 'name = tempfile.mktemp()'],
    ['py-weak-hash', 'hashlib.md5(password.encode()).hexdigest()'],
    ['tls-verification-off', 'import requests\nrequests.get(url, verify=False)'],
    ['tls-verification-off', 'import requests\ns = requests.Session()\ns.verify = False'],
    ['tls-verification-off', 'import ssl\nssl._create_unverified_context()'],
    ['tls-verification-off', 'import ssl\nctx.verify_mode = ssl.CERT_NONE'],
    ['sql-concatenation', 'cur.execute(f"SELECT * FROM users WHERE id = {user_id}")'],
    ['sql-concatenation', 'cur.execute("SELECT * FROM users WHERE id = " + user_id)'],
    ['sql-concatenation', 'cur.execute("SELECT * FROM users WHERE name = \'%s\'" % name)'],
    ['sql-concatenation', 'cur.execute("DELETE FROM users WHERE id = {}".format(i))'],
    ['sql-concatenation', 'q = """\nSELECT *\nFROM users\nWHERE id = %s\n""" % i'],
    ['sql-concatenation', 'q = ("SELECT * FROM users "\n     f"WHERE id = {i}")'],
  ])('%s: %s', async (rule, text) => {
    expect(await rulesIn('src/a.py', text)).toEqual([rule]);
  });

  it.each([
    ['evaluated models', 'model.eval()\nast.literal_eval(text)\ndf.eval("a + b")'],
    ['definitions', 'def eval(self, x):\n    return x\nclass A:\n    def exec(self): pass'],
    ['comments and strings', '# eval(x)\n"""os.system(x)"""\nhelp = "pickle.loads(x)"'],
    ['a fixed command', 'os.system("clear")\nsubprocess.run("ls -l | wc", shell=True)'],
    ['a named fixed command', 'command = "ls -l"\nsubprocess.run(command, shell=True)'],
    ['a list', 'subprocess.run(["ls", d])\nsubprocess.run(command, shell=False)'],
    ['writing', 'pickle.dumps(x)\npickle.dump(x, f)\njson.loads(x)'],
    ['safe YAML', 'import yaml\nyaml.safe_load(t)\nyaml.load(t, Loader=yaml.SafeLoader)'],
    ['YAML of another library', 'yaml = YAML(typ="safe")\nyaml.load(text)'],
    ['a loader of its own', 'import yaml\nyaml.load(t, Loader=MyLoader)'],
    ['a temporary folder', 'tempfile.mkdtemp()\ntempfile.mkstemp()'],
    ['a digest of a file', 'hashlib.md5(data).hexdigest()'],
    ['an option of its own', 'def check(x, verify=False): pass\ncheck(1, verify=False)'],
    ['parameters', 'cur.execute("SELECT * FROM users WHERE id = %s", (i,))'],
    ['marks', 'q = f"SELECT a FROM b WHERE c IN ({placeholders})"'],
    ['a table', 'q = f"SELECT * FROM {table} ORDER BY id"'],
    ['a constant', 'q = f"SELECT * FROM a WHERE b = {MAX_AGE}"'],
    ['prose', 'print(f"select one from the list = {n}")\nprint("Delete from x = %s" % n)'],
  ])('nothing in %s', async (_what, text) => {
    expect(await rulesIn('src/a.py', text)).toEqual([]);
  });
});

describe('dangerous constructs of Go', () => {
  it.each([
    ['go-shell-command', 'exec.Command("sh", "-c", command)'],
    ['go-shell-command', 'exec.Command("/bin/bash", "-c", "ls "+dir).Run()'],
    ['go-shell-command', 'exec.CommandContext(ctx, "sh", "-c", fmt.Sprintf("ls %s", dir))'],
    ['tls-verification-off', 'tls.Config{InsecureSkipVerify: true}'],
    ['sql-concatenation', 'db.Query("SELECT * FROM users WHERE id = " + id)'],
    ['sql-concatenation', 'db.Query(fmt.Sprintf("SELECT * FROM users WHERE name = \'%s\'", name))'],
    ['sql-concatenation', 'q := fmt.Sprintf(`DELETE FROM a WHERE b = %v`, b)'],
  ])('%s: %s', async (rule, text) => {
    expect(await rulesIn('a.go', text)).toEqual([rule]);
  });

  it.each([
    ['a fixed command', 'exec.Command("sh", "-c", "ls -l | wc")'],
    ['arguments', 'exec.Command("git", "log", branch)'],
    ['certificates checked', 'tls.Config{InsecureSkipVerify: false}'],
    ['a comment', '// InsecureSkipVerify: true'],
    ['parameters', 'db.Query("SELECT * FROM users WHERE id = $1", id)'],
    ['a number', 'q := fmt.Sprintf("SELECT * FROM a LIMIT %d", n)'],
  ])('nothing in %s', async (_what, text) => {
    expect(await rulesIn('a.go', text)).toEqual([]);
  });
});

describe('dangerous settings', () => {
  it.each([
    ['Dockerfile', 'ENV NODE_TLS_REJECT_UNAUTHORIZED=0'],
    ['run.sh', 'export NODE_TLS_REJECT_UNAUTHORIZED="0"'],
    ['.github/workflows/ci.yml', 'env:\n  NODE_TLS_REJECT_UNAUTHORIZED: 0'],
    ['package.json', '{"scripts":{"a":"NODE_TLS_REJECT_UNAUTHORIZED=0 node a"}}'],
    ['.npmrc', 'strict-ssl=false'],
    ['get.sh', 'curl -fsSLk https://example.com/a'],
    ['get.sh', 'wget --no-check-certificate https://example.com/a'],
    ['Makefile', 'get:\n\tgit -c http.sslVerify=false pull'],
    ['.env', 'GIT_SSL_NO_VERIFY=true'],
  ])('%s: %s', async (path, text) => {
    expect(await rulesIn(path, text)).toEqual(['tls-verification-off']);
  });

  it.each([
    ['README.md', 'NODE_TLS_REJECT_UNAUTHORIZED=0'],
    ['run.sh', '# NODE_TLS_REJECT_UNAUTHORIZED=0\nNODE_TLS_REJECT_UNAUTHORIZED=1'],
  ])('nothing in %s: %s', async (path, text) => {
    expect(await rulesIn(path, text)).toEqual([]);
  });
});
