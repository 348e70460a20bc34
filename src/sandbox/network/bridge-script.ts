/**
 * What runs first in a cage that may talk to some hosts: a CommonJS program for Node, started as
 * `node <script> <routes> <program> <argument>…`. It opens the ports the program will connect to, each of which
 * leads through a socket file out of the cage, then starts the program with its own streams and ends as it ends.
 *
 * `<routes>` is JSON: `{"proxy": <socket file>, "ports": [{"host", "port", "socket"}]}`.
 */
export const BRIDGE_SCRIPT = String.raw`'use strict';
const { spawn } = require('node:child_process');
const net = require('node:net');
const { constants } = require('node:os');

const [routesJson, file, ...args] = process.argv.slice(2);
const routes = JSON.parse(routesJson);

function serve(socketFile, port, host) {
  return new Promise((resolve) => {
    const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (inside) => {
      const outside = net.connect({ path: socketFile, allowHalfOpen: true });
      for (const [from, to] of [[inside, outside], [outside, inside]]) {
        from.on('error', () => to.destroy());
        from.on('close', () => (from.readableEnded ? to.end(() => to.destroy()) : to.destroy()));
        from.pipe(to);
      }
    });
    server.on('error', () => resolve(null));
    server.listen(port, host, () => resolve(server.address().port));
  });
}

async function main() {
  const proxyPort = await serve(routes.proxy, 0, '127.0.0.1');
  for (const { host, port, socket } of routes.ports) await serve(socket, port, host);
  const proxy = 'http://127.0.0.1:' + proxyPort;
  const here = 'localhost,127.0.0.1,::1';
  const env = {
    ...process.env,
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    http_proxy: proxy,
    https_proxy: proxy,
    NO_PROXY: here,
    no_proxy: here,
    NODE_USE_ENV_PROXY: '1',
  };
  // A signal for the group reaches the program without us; we only have to outlive it.
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {});
  const child = spawn(file, args, { env, stdio: 'inherit' });
  child.on('error', () => process.exit(127));
  child.on('exit', (code, signal) => {
    process.exit(signal === null ? code : 128 + constants.signals[signal]);
  });
}

main();
`;
