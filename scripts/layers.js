// Checks the layers and import circles a second time, with dependency-cruiser, which resolves imports as
// TypeScript does. It passes in silence when it can read no TypeScript at all, so the modules are counted.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const root = join(import.meta.dirname, '..');
const { rooms, packages } = JSON.parse(
  readFileSync(join(root, 'tests', 'architecture', 'rules.json'), 'utf8'),
);

/** Paths of a room: a folder, or a file beside the rooms. */
function pathsOf(names) {
  return names.map((name) => `^src/${name}(/|\\.ts$)`);
}

function layerRules() {
  return Object.entries(rooms).map(([room, { sees }]) => ({
    name: `layer-${room}`,
    comment: `${room} sees ${sees.join(', ') || 'nothing'}`,
    severity: 'error',
    from: { path: pathsOf([room]) },
    to: { path: '^src/', pathNot: pathsOf([room, ...sees]) },
  }));
}

function packageRules() {
  return Object.entries(packages)
    .filter(([, homes]) => !homes.includes(''))
    .map(([name, homes]) => ({
      name: `package-${name}`,
      comment: `${name} is for ${homes.join(', ')}`,
      severity: 'error',
      from: { path: '^src/', pathNot: homes.map((home) => `^src/${home}/`) },
      to: { path: `node_modules/(@types/)?${name}/` },
    }));
}

const noCircles = {
  name: 'no-circles',
  comment: 'Two modules that need each other are one module.',
  severity: 'error',
  from: { path: '^src/' },
  to: { circular: true },
};

const resolvable = {
  name: 'resolvable',
  comment: 'An import that leads nowhere proves nothing.',
  severity: 'error',
  from: { path: '^src/' },
  to: { couldNotResolve: true },
};

async function graph() {
  const { output } = await cruise(
    ['src'],
    {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: [...layerRules(), ...packageRules(), noCircles, resolvable] },
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      tsConfig: { fileName: 'tsconfig.json' },
      enhancedResolveOptions: {
        extensions: ['.ts', '.js', '.json', '.d.ts'],
        exportsFields: ['exports'],
        conditionNames: ['import', 'node', 'default', 'types'],
      },
    },
    undefined,
    { tsConfig: extractTSConfig(join(root, 'tsconfig.json')) },
  );
  return output;
}

const { modules, summary } = await graph();
const seen = modules.filter(({ source }) => /^src\/.*\.ts$/.test(source)).length;
const onDisk = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts'),
).length;

for (const { rule, from, to } of summary.violations) {
  console.error(`${rule.name}: ${from} → ${to}`);
}
if (seen !== onDisk) console.error(`${seen} modules were read, ${onDisk} are there.`);
console.log(`${seen} modules, ${summary.totalDependenciesCruised} imports.`);
process.exitCode = summary.violations.length > 0 || seen !== onDisk ? 1 : 0;
