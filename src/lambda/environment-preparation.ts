import { randomUUID } from 'node:crypto';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../clock.ts';
import type { FunctionCode } from './code.ts';
import type { Preparation, Prepare } from './environment-group.ts';
import { environmentVariables } from './environment-variables.ts';
import type { LambdaLimits } from './limits.ts';
import type { LogSink } from './log-sink.ts';
import type { IssueRoleSession } from './role-session.ts';
import type { Runtimes } from './runtimes.ts';
import { invalidRuntime, roleNotAssumable } from './service-errors.ts';

const SESSION_DURATION = 3_600_000;
/** Credentials are not used up to their last moment. */
const RENEWAL_MARGIN = 60_000;

/** What environments are made from. */
export interface PreparationSources {
  readonly code: FunctionCode;
  readonly runtimes: Runtimes;
  readonly issueRoleSession: IssueRoleSession;
  readonly endpoint: () => string;
  readonly clock: Clock;
  readonly limits: LambdaLimits;
  readonly log: LogSink | undefined;
}

/** Finds the interpreter, unpacks the code and gets credentials of the execution role for a new environment. */
export function createPreparation(sources: PreparationSources): Prepare {
  return async (target): Promise<Preparation> => {
    const { configuration, account, region } = target;
    const runtime = await sources.runtimes.resolve(configuration.runtime);
    if (!runtime.available) throw invalidRuntime(runtime.reason);
    const taskRoot = await sources.code.folder(configuration.codeBlob);
    const provided = runtime.family === 'provided';
    const bootstrap = path.join(taskRoot, 'bootstrap');
    const problem = provided ? await entrypointProblem(bootstrap) : undefined;
    if (problem) return { invalidEntrypoint: problem };

    const credentials = await sources
      .issueRoleSession(configuration.role, configuration.functionName)
      .catch((error: unknown) => {
        throw Object.assign(roleNotAssumable(), { cause: error });
      });
    const logStreamName = newLogStreamName(sources.clock(), configuration.version);
    const { functionName, version } = configuration;
    const { log } = sources;
    const timeout = configuration.timeout * 1000;
    return {
      command: provided ? [bootstrap] : runtime.command,
      taskRoot,
      plainAddress: provided,
      variables: (runtimeApi) =>
        environmentVariables({
          configuration,
          region,
          taskRoot,
          logStreamName,
          runtimeApi,
          endpoint: sources.endpoint(),
          credentials,
          path: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
        }),
      version,
      timeout: configuration.timeout,
      memorySize: configuration.memorySize,
      initTimeout: sources.limits.initTimeout + timeout,
      responsePayload: sources.limits.responsePayload,
      streamedPayload: sources.limits.streamedPayload,
      renewAt: (credentials.expiresAt ?? sources.clock() + SESSION_DURATION) - timeout - RENEWAL_MARGIN,
      clock: sources.clock,
      onLogLine: log && ((text) => log({ account, region, functionName, version, logStreamName, text })),
    };
  };
}

/** `2025/01/31/[$LATEST]0123456789abcdef0123456789abcdef` */
function newLogStreamName(now: number, version: string): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[${version}]${randomUUID().replaceAll('-', '')}`;
}

async function entrypointProblem(bootstrap: string): Promise<'missing' | 'not executable' | undefined> {
  try {
    await access(bootstrap, constants.X_OK);
    return undefined;
  } catch {
    return access(bootstrap).then(
      () => 'not executable',
      () => 'missing',
    );
  }
}
