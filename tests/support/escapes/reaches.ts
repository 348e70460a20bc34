import { type Attempt, type EscapeGoal, family, harmful, type Payload } from './payload.ts';

const reaches = (): EscapeGoal => ({ kind: 'reach' });

/** Clients that carry the mark to a server of the user's machine. `$P` is its port, `$Q` one on ::1. */
const CLIENTS: readonly (readonly [name: string, needs: string, text: string])[] = [
  ['bash', 'bash', 'bash -c "echo $M > /dev/tcp/127.0.0.1/$P"'],
  ['bash-name', 'bash', 'bash -c "echo $M > /dev/tcp/localhost/$P"'],
  ['bash-zero', 'bash', 'bash -c "echo $M > /dev/tcp/0.0.0.0/$P"'],
  ['bash-six', 'bash', 'bash -c "echo $M > /dev/tcp/::1/$Q"'],
  ['curl', 'curl', 'curl -sm 3 http://127.0.0.1:$P/$M'],
  ['curl-six', 'curl', 'curl -sm 3 "http://[::1]:$Q/$M"'],
  ['curl-telnet', 'curl', 'echo $M | curl -sm 3 telnet://127.0.0.1:$P'],
  ['curl-decimal', 'curl', 'curl -sm 3 http://2130706433:$P/$M'],
  ['wget', 'wget', 'wget -qO- -T 3 -t 1 http://127.0.0.1:$P/$M'],
  [
    'python',
    'python3',
    'python3 -c \'import socket, sys; socket.create_connection(("127.0.0.1", int(sys.argv[1])), 3).send(sys.argv[2].encode())\' $P $M',
  ],
  [
    'node',
    'node',
    'node -e \'require("net").connect(+process.argv[1], "127.0.0.1").on("error", () => {}).end(process.argv[2])\' $P $M',
  ],
  [
    'node-fetch',
    'node',
    'node -e \'fetch("http://localhost:" + process.argv[1] + "/" + process.argv[2]).catch(() => {})\' $P $M',
  ],
  [
    'perl',
    'perl',
    'perl -MIO::Socket::INET -e \'IO::Socket::INET->new("127.0.0.1:$ARGV[0]")->print($ARGV[1])\' $P $M',
  ],
  ['socat', 'socat', 'echo $M | socat -t 1 - TCP:127.0.0.1:$P'],
  [
    'openssl',
    'openssl timeout',
    'echo | timeout 3 openssl s_client -connect 127.0.0.1:$P -servername $M.example',
  ],
  [
    'ssh',
    'ssh timeout',
    'timeout 3 ssh -F /dev/null -o StrictHostKeyChecking=no -o ProxyCommand="bash -c \'echo $M > /dev/tcp/127.0.0.1/$P\'" x',
  ],
  ['git', 'git timeout', 'timeout 3 git ls-remote http://127.0.0.1:$P/$M'],
  ['git-protocol', 'git timeout', 'timeout 3 git ls-remote git://127.0.0.1:$P/$M'],
  ['npm', 'npm timeout', 'timeout 8 npm view --registry=http://127.0.0.1:$P/ --fetch-retries=0 $M'],
  [
    'pip',
    'python3 timeout',
    'timeout 8 python3 -m pip download --retries 0 --no-deps -i http://127.0.0.1:$P/ $M',
  ],
  [
    'socket-file',
    'python3',
    "python3 -c 'import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.send(sys.argv[2].encode())' $U $M",
  ],
  ['socket-file-curl', 'curl', 'curl -sm 3 --unix-socket $U http://x/$M'],
  [
    'socket-file-link',
    'python3 ln',
    'ln -sf $U us; python3 -c \'import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect("us"); s.send(sys.argv[1].encode())\' $M',
  ],
  [
    'abstract',
    'python3',
    'python3 -c \'import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect("\\0" + sys.argv[1]); s.send(sys.argv[2].encode())\' $A $M',
  ],
  ['abstract-socat', 'socat', 'echo $M | socat -t 1 - ABSTRACT-CONNECT:$A'],
  ['proxy-variable', 'curl', 'http_proxy=http://127.0.0.1:$P curl -sm 3 http://far.example/$M'],
];

const LOCAL = family(
  'reach',
  reaches,
  CLIENTS.map(
    ([name, needs, text]): Attempt => [
      name,
      needs,
      ({ port, port6, socket, abstract }, id) =>
        `P=${port}; Q=${port6}; U=${socket}; A=${abstract}; M=${id}\n${text}`,
    ],
  ),
);

/** Through another network, which only who may change it could join. */
const JOINED = harmful(
  family('reach', reaches, [
    [
      'nsenter',
      'nsenter bash',
      ({ port, victim }, id) =>
        `nsenter -t ${victim} -n bash -c 'echo ${id} > /dev/tcp/127.0.0.1/${port}'`,
    ],
    [
      'nsenter-1',
      'nsenter bash',
      ({ port }, id) => `nsenter -t 1 -n bash -c 'echo ${id} > /dev/tcp/127.0.0.1/${port}'`,
    ],
  ]),
);

/** Connections to what is not the cage's. */
export const REACH_PAYLOADS: readonly Payload[] = [...LOCAL, ...JOINED];
