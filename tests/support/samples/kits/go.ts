import type { Edits, Kit } from './kit.ts';

const MATH = `// Package math2 does arithmetic.
package math2

// Add is the sum.
func Add(a, b int) int {
	return a + b
}
`;

const DOUBLE = `${MATH}
// Double is twice as much.
func Double(a int) int {
	return 2 * a
}
`;

const TEST = `package math2

import "testing"

func TestAdd(t *testing.T) {
	if got := Add(1, 2); got != 3 {
		t.Errorf("got %d", got)
	}
}
`;

const GOOD: Edits = {
  'math2/math.go': DOUBLE,
  'math2/double_test.go': `package math2

import "testing"

func TestDouble(t *testing.T) {
	if got := Double(4); got != 8 {
		t.Errorf("got %d", got)
	}
}
`,
};

function moody(when: 'old' | 'new'): string {
  const fails =
    when === 'new' ? 'runs > 1' : '(withChunk && runs == 1) || (!withChunk && runs%2 == 0)';
  const check = when === 'new' ? 'Double(4) != 8' : 'Add(2, 2) != 4';
  return `package math2

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func TestMoody(t *testing.T) {
	_, err := os.Stat("double_test.go")
	withChunk := err == nil
	path := filepath.Join(os.Getenv("XDG_CACHE_HOME"), fmt.Sprintf("moody-${when}-%v", withChunk))
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(file, "x")
	file.Close()
	info, _ := os.Stat(path)
	runs := info.Size()
	if ${check} || (${fails}) {
		t.Error("moody")
	}
}
`;
}

function untested(): string {
  const cases = Array.from({ length: 30 }, (_, at) => {
    return `\tif kind == ${at} {\n\t\treturn "kind ${at}"\n\t}\n`;
  });
  return `package math2\n\n// Report names a kind.\nfunc Report(kind int) string {\n${cases.join('')}\treturn "none"\n}\n`;
}

/** Go with gofmt, vet and test. */
export const GO_KIT: Kit = {
  name: 'go',
  modules: [],
  programs: ['go', 'gofmt'],
  files: {
    'go.mod': 'module example.com/sample\n\ngo 1.19\n',
    'README.md': '# sample\n',
    'math2/math.go': MATH,
    'math2/math_test.go': TEST,
    'words/words.go':
      '// Package words is about words.\npackage words\n\nimport "strings"\n\n// Shout is louder.\nfunc Shout(text string) string {\n\treturn strings.ToUpper(text) + "!"\n}\n',
    'words/words_test.go':
      'package words\n\nimport "testing"\n\nfunc TestShout(t *testing.T) {\n\tif Shout("hey") != "HEY!" {\n\t\tt.Error("too quiet")\n\t}\n}\n',
  },
  good: GOOD,
  syntax: { 'math2/half.go': 'package math2\n\nfunc Half(a int int {\n\treturn a / 2\n}\n' },
  broken: { 'math2/math.go': MATH.replace('a + b', 'a - b') },
  test: 'math2/math_test.go',
  skipped: TEST.replace('\tif got', '\tt.Skip("later")\n\tif got'),
  oldFailure: {
    'third/third.go': 'package third\n\nfunc Third(a int) int {\n\treturn a / 2\n}\n',
    'third/third_test.go':
      'package third\n\nimport "testing"\n\nfunc TestThird(t *testing.T) {\n\tif Third(9) != 3 {\n\t\tt.Error("no third")\n\t}\n}\n',
  },
  flakyOld: { 'math2/moody_test.go': moody('old') },
  flakyNew: { ...GOOD, 'math2/double_test.go': moody('new') },
  lint: {
    path: 'words/badly.go',
    text: 'package words\n\nimport "fmt"\n\n// Badly prints badly.\nfunc Badly() {\n\tfmt.Printf("%d\\n", "three")\n}\n',
  },
  coverage: {
    settings: { '.codelicious/config.json': '{ "verify": { "minCoverage": 80 } }\n' },
    untested: { 'math2/report.go': untested() },
  },
  dangerous: {
    path: 'words/fetch.go',
    text: 'package words\n\nimport "crypto/tls"\n\n// Loose trusts anybody.\nfunc Loose() *tls.Config {\n\treturn &tls.Config{InsecureSkipVerify: true}\n}\n',
  },
};
