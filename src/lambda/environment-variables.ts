import type { FunctionVersion } from './records.ts';
import type { RoleSession } from './role-session.ts';
import { RUNTIME_DIRECTORY } from './runtimes.ts';

/**
 * Names that a function's own environment variables cannot have.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

/** What the variables of an environment are made of. */
export interface EnvironmentSettings {
  readonly configuration: FunctionVersion;
  readonly region: string;
  readonly taskRoot: string;
  readonly logStreamName: string;
  /** `host:port[/prefix]` */
  readonly runtimeApi: string;
  /** This gateway's own URL, so that SDKs in functions call it. */
  readonly endpoint: string;
  readonly credentials: RoleSession;
  /** The machine's search path for programs. */
  readonly path: string;
}

/** All environment variables of a function's process, as AWS sets them; nothing of the gateway's own but PATH. */
export function environmentVariables(settings: EnvironmentSettings): Record<string, string> {
  const { configuration, region, taskRoot, credentials } = settings;
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: settings.path,
    LD_LIBRARY_PATH: `${taskRoot}/lib`,
    NODE_PATH: taskRoot,
    AWS_ENDPOINT_URL: settings.endpoint,
    ...configuration.environment,
    _HANDLER: configuration.handler,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: RUNTIME_DIRECTORY,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: configuration.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupName(configuration),
    AWS_LAMBDA_LOG_STREAM_NAME: settings.logStreamName,
    AWS_LAMBDA_RUNTIME_API: settings.runtimeApi,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  };
}

/** `/aws/lambda/NAME`, unless another was configured. */
export function logGroupName(configuration: Pick<FunctionVersion, 'functionName' | 'logGroup'>): string {
  return configuration.logGroup ?? `/aws/lambda/${configuration.functionName}`;
}
