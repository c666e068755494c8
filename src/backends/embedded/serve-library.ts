import { parentPort } from 'node:worker_threads';
import type { FromWorker, InstanceName, LibraryAnswer, LibraryRequest, ToWorker } from './messages.ts';

/** A library over one store. */
export interface LibraryInstance {
  /** Answers a request; errors of the service are answers too. */
  answer(request: LibraryRequest): Promise<LibraryAnswer>;
  close(): Promise<void>;
}

/** Stores open at one time; the one used longest ago is closed for another. */
const MAXIMUM_INSTANCES = 16;

interface Opened {
  readonly instance: Promise<LibraryInstance>;
  /** Requests being answered. */
  busy: number;
}

/** The worker's side: opens stores as they are asked for and answers until it is told to close. */
export function serveLibrary(open: (name: InstanceName) => Promise<LibraryInstance>): void {
  const port = parentPort;
  if (port === null) throw new Error('this is a worker of the gateway');
  const say = (message: FromWorker) => port.postMessage(message);
  const instances = new Map<string, Opened>();
  // A directory must be closed before it is opened again.
  let closing = Promise.resolve();

  const opened = (name: InstanceName): Opened => {
    const known = instances.get(name.directory);
    instances.delete(name.directory);
    const entry = known ?? { instance: closing.then(() => open(name)), busy: 0 };
    instances.set(name.directory, entry);
    if (!known) entry.instance.catch(() => instances.delete(name.directory));
    return entry;
  };
  const closeOldest = () => {
    if (instances.size <= MAXIMUM_INSTANCES) return;
    for (const [key, { instance, busy }] of instances) {
      if (busy > 0) continue;
      instances.delete(key);
      closing = closing.then(async () => (await instance).close()).catch(() => {});
      return;
    }
  };

  port.on('message', async (message: ToWorker) => {
    if (message.kind === 'ping') return say({ kind: 'pong' });
    if (message.kind === 'close') {
      await closing;
      for (const { instance } of instances.values()) await (await instance).close();
      port.close();
      return;
    }
    const { id, instance: name, request } = message;
    const entry = opened(name);
    entry.busy++;
    try {
      const answer = await (await entry.instance).answer(request);
      say({ kind: 'answer', id, answer });
    } catch (error) {
      say({ kind: 'failure', id, message: error instanceof Error ? error.message : String(error) });
    } finally {
      entry.busy--;
      closeOldest();
    }
  });
}
