import { setMaxListeners } from 'node:events';
import vm from 'node:vm';
import { parentPort } from 'node:worker_threads';
import { BoundedCache } from '../../../identity/bounded-cache.ts';
import { readDefinition } from '../definition/read-definition.ts';
import { type FlatMachine, flatMachine } from './flat-machine.ts';
import { HistoryWriter } from './history-writer.ts';
import { StateMachine } from './library.ts';
import { MachineRun } from './machine-run.ts';
import type { TaskRequest, WorkerAnswer, WorkerRequest } from './messages.ts';
import { StateError } from './state-error.ts';

/**
 * Where state machines run: a thread of its own, so that no definition and no data can hold up the gateway. It is ended
 * when it does not answer.
 */

// Whatever path gets by the check of definitions: the library can't compile JavaScript.
class NoScript {
  constructor() {
    throw new Error('script expressions are not offered');
  }
}
Object.assign(vm, { Script: NoScript });
// Each machine listens to the signal of the one around it.
setMaxListeners(0);
// A state that was given up may still fail.
process.on('unhandledRejection', () => {});

const port = parentPort;
if (!port) throw new Error('this is the file of a worker');

const machines = new BoundedCache<FlatMachine>(100);
const runs = new Map<number, AbortController>();
const tasks = new Map<number, { resolve: (output: string) => void; reject: (error: Error) => void }>();
let lastTask = 0;

port.on('message', (message: WorkerRequest) => {
  switch (message.kind) {
    case 'run':
      void run(message).then(answer, () => {});
      break;
    case 'abort':
      runs.get(message.run)?.abort();
      break;
    case 'task-succeeded':
      tasks.get(message.task)?.resolve(message.output);
      tasks.delete(message.task);
      break;
    case 'task-failed':
      tasks.get(message.task)?.reject(new StateError(message.error, message.cause, message.handled));
      tasks.delete(message.task);
      break;
    case 'validate':
      answer({ kind: 'validated', run: message.run, ...problemsOf(message.definition) });
      break;
    case 'ping':
      answer({ kind: 'pong' });
  }
});

function answer(message: WorkerAnswer): void {
  port?.postMessage(message);
}

/** What the library finds wrong with a definition. */
function problemsOf(definition: string): { problems?: string } {
  try {
    new StateMachine(JSON.parse(definition));
    return {};
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { problems: text.replace(/^State machine definition is invalid, see error\(s\) below:\s*/, '') };
  }
}

async function run(message: Extract<WorkerRequest, { kind: 'run' }>): Promise<WorkerAnswer> {
  const abort = new AbortController();
  let exceeded: Error | undefined;
  runs.set(message.run, abort);
  const { maximumEvents } = message;
  const history = new HistoryWriter(
    maximumEvents === undefined ? undefined : (event) => answer({ kind: 'event', run: message.run, event }),
    maximumEvents ?? 0,
    (error) => {
      exceeded = error;
      abort.abort();
    },
  );
  const runTask = (request: TaskRequest) =>
    new Promise<string>((resolve, reject) => {
      const task = ++lastTask;
      tasks.set(task, { resolve, reject });
      answer({ kind: 'task', run: message.run, task, request });
    });
  try {
    const machine = machineOf(message.definition);
    const machineRun = new MachineRun({ Machine: StateMachine, runTask, history, signal: abort.signal });
    const output = await machineRun.run(machine, JSON.parse(message.input), message.context, { previous: 0 });
    return { kind: 'succeeded', run: message.run, output: JSON.stringify(output) };
  } catch (thrown) {
    const error = exceeded ?? (thrown instanceof Error ? thrown : new Error(String(thrown)));
    return {
      kind: 'failed',
      run: message.run,
      ...(error.name !== '' && { error: error.name }),
      ...(error.message !== '' && { cause: error.message }),
    };
  } finally {
    runs.delete(message.run);
  }
}

function machineOf(definition: string): FlatMachine {
  let machine = machines.get(definition);
  if (!machine) {
    machine = flatMachine(readDefinition(definition));
    machines.set(definition, machine);
  }
  return machine;
}
