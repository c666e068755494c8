import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const runFile = promisify(execFile);

const NODE_BOOTSTRAP = fileURLToPath(new URL('./runtimes/nodejs.mjs', import.meta.url));
const PYTHON_BOOTSTRAP = fileURLToPath(new URL('./runtimes/python.py', import.meta.url));
/** Folder of the bootstraps: `LAMBDA_RUNTIME_DIR` of functions. */
export const RUNTIME_DIRECTORY = fileURLToPath(new URL('./runtimes', import.meta.url));

/** A runtime of this machine: the command that serves a function's code. */
export type ResolvedRuntime =
  | { readonly available: true; readonly family: RuntimeFamily; readonly command: readonly string[] }
  | { readonly available: false; readonly reason: string };

type RuntimeFamily = 'nodejs' | 'python' | 'provided';

/** Which runtimes functions can have here. */
export interface Runtimes {
  /** Finds the interpreter on this machine (once); says in `reason` what is missing or what is supported instead. */
  resolve(runtime: string): Promise<ResolvedRuntime>;
}

const FAMILIES: readonly [RegExp, RuntimeFamily][] = [
  [/^nodejs\d{1,3}\.x$/, 'nodejs'],
  [/^python3\.\d{1,3}$/, 'python'],
  [/^provided(\.al2|\.al2023)?$/, 'provided'],
];

/** The family of an AWS runtime identifier, or undefined when functions of it cannot run here. */
export function runtimeFamily(runtime: string): RuntimeFamily | undefined {
  return FAMILIES.find(([pattern]) => pattern.test(runtime))?.[1];
}

/**
 * `nodejs*` runs on the Node that runs the gateway, `python3*` on the machine's Python (the exact version if there is
 * one, else `python3`), `provided*` is the zip's own `bootstrap`.
 */
export function createRuntimes(findPython = findPythonOnPath): Runtimes {
  const pythons = new Map<string, Promise<string | undefined>>();
  return {
    async resolve(runtime) {
      switch (runtimeFamily(runtime)) {
        case 'nodejs':
          return { available: true, family: 'nodejs', command: [process.execPath, NODE_BOOTSTRAP] };
        case 'provided':
          return { available: true, family: 'provided', command: [] };
        case 'python': {
          let found = pythons.get(runtime);
          if (!found) {
            found = findPython(runtime);
            pythons.set(runtime, found);
          }
          const interpreter = await found;
          // Somebody may install it while we run: a failure is not remembered.
          if (interpreter === undefined) pythons.delete(runtime);
          if (interpreter === undefined || !existsSync(interpreter)) {
            return {
              available: false,
              reason: `python3 was not found on this machine, ${runtime} needs it.`,
            };
          }
          return { available: true, family: 'python', command: [interpreter, PYTHON_BOOTSTRAP] };
        }
        default:
          return {
            available: false,
            reason: `The runtime ${runtime} is not supported here. Supported are nodejs*.x, python3.*, provided, provided.al2 and provided.al2023.`,
          };
      }
    },
  };
}

/** Asks the interpreter itself where it is: version managers put scripts on PATH that need their own environment. */
async function findPythonOnPath(runtime: string): Promise<string | undefined> {
  for (const name of [runtime, 'python3']) {
    try {
      const { stdout } = await runFile(name, ['-c', 'import sys; print(sys.executable)'], {
        timeout: 10_000,
      });
      const executable = stdout.trim();
      if (executable) return executable;
    } catch {
      // Not this one.
    }
  }
  return undefined;
}
