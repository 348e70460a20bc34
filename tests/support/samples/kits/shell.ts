import type { Kit } from './kit.ts';

const GREET = `#!/bin/sh
# Says hello to somebody.
set -eu

name="\${1:-World}"
printf 'Hello, %s!\\n' "$name"
`;

const TEST = `#!/bin/sh
# Says whether the scripts do what they should.
set -eu

cd "$(dirname "$0")/.."
[ "$(sh bin/greet.sh Ada)" = 'Hello, Ada!' ]
`;

/** Shell scripts that shellcheck looks at. */
export const SHELL_KIT: Kit = {
  name: 'shell',
  modules: [],
  programs: ['shellcheck'],
  files: {
    'README.md': '# sample\n',
    '.shellcheckrc': 'shell=sh\n',
    'bin/greet.sh': GREET,
    'tests/greet.sh': TEST,
  },
  good: {
    'bin/bye.sh': '#!/bin/sh\n# Says goodbye.\nset -eu\n\nprintf \'Bye, %s!\\n\' "${1:-World}"\n',
  },
  syntax: { 'bin/half.sh': '#!/bin/sh\nif [ "$1" -gt 2 ]; then\n  echo half\n' },
  lint: { path: 'bin/list.sh', text: '#!/bin/sh\nfor file in $(ls $1); do\n  rm $file\ndone\n' },
  dangerous: {
    path: 'bin/run.sh',
    text: '#!/bin/sh\nset -eu\n\neval "$1"\n',
  },
};
