import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { connectHub, type Hub, type HubRequest } from './hub.ts';
import { readAlternates, remakeHub, writeShallow } from './hub-files.ts';
import { isConnected } from './objects.ts';

/**
 * Connects to the control repository, after making it where it is missing, damaged or another
 * repository's. Commits that a damaged one held are in the user's `refs/codelicious/heads/`.
 */
export async function openHub(request: HubRequest): Promise<Hub> {
  await mkdir(dirname(request.dir), { recursive: true, mode: 0o700 });
  const hub = await connectHub(request);
  const alternates = await readAlternates(join(request.checkout.commonDir, 'objects'));
  if (!(await isSound(hub, alternates))) await remakeHub(hub, alternates);
  await writeShallow(hub);
  return hub;
}

async function isSound(hub: Hub, alternates: string): Promise<boolean> {
  const file = join(hub.dir, 'objects', 'info', 'alternates');
  const written = await readFile(file, 'utf8').catch(() => null);
  if (written !== alternates) return false;
  return isConnected(hub.own, hub.checkout.head);
}
