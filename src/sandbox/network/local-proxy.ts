import type { AddressInfo, Socket } from 'node:net';
import { createFilter } from './filter.ts';
import { parseHost } from './hosts.ts';
import type { PassageRequest } from './passage.ts';

/** Our filter on a port of this machine, for cages that share its network. */
export interface LocalProxy {
  readonly port: number;
  close(): void;
}

/** Starts the filter on a free port. */
export async function openLocalProxy(request: PassageRequest): Promise<LocalProxy> {
  const { dial, refused } = request;
  const hosts = request.hosts.map(parseHost).filter((host) => host !== null);
  const server = createFilter({ hosts, dial, refused });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
