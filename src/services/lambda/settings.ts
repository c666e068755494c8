import type {
  Architecture,
  CreateFunctionRequest,
  Environment,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import { RESERVED_VARIABLES } from '../../lambda/environment-variables.ts';
import type { FunctionVersion } from '../../lambda/records.ts';
import type { Runtimes } from '../../lambda/runtimes.ts';
import { invalidParameter, notOffered, validation } from './errors.ts';

/** Seconds and MB. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAXIMUM_TIMEOUT = 900;
const MAXIMUM_MEMORY = 10_240;
const MAXIMUM_STORAGE = 10_240;
const MAXIMUM_ENVIRONMENT_BYTES = 4096;

type Given = Partial<CreateFunctionRequest> & Partial<UpdateFunctionConfigurationRequest>;

/** The settings of a version that requests can change. */
export type Settings = Partial<
  Pick<
    FunctionVersion,
    | 'description'
    | 'timeout'
    | 'memorySize'
    | 'environment'
    | 'role'
    | 'handler'
    | 'runtime'
    | 'tracingMode'
    | 'ephemeralStorage'
    | 'logGroup'
  >
>;

/**
 * What a request says about a function's configuration; members it leaves out stay as they are. What cannot be honoured
 * here is refused instead of being ignored. Throws InvalidParameterValueException, ValidationException.
 */
export function settingsOf(input: Given): Settings {
  refuseUnsupported(input);
  const { Timeout, MemorySize, EphemeralStorage, LoggingConfig, TracingConfig } = input;
  requireAtMost(Timeout, 'timeout', MAXIMUM_TIMEOUT);
  requireAtMost(MemorySize, 'memorySize', MAXIMUM_MEMORY);
  requireAtMost(EphemeralStorage?.Size, 'ephemeralStorage.size', MAXIMUM_STORAGE);
  const environment = input.Environment && variablesOf(input.Environment);
  return {
    ...(input.Description !== undefined && { description: input.Description }),
    ...(Timeout !== undefined && { timeout: Timeout }),
    ...(MemorySize !== undefined && { memorySize: MemorySize }),
    ...(environment !== undefined && { environment }),
    ...(input.Role !== undefined && { role: input.Role }),
    ...(input.Handler !== undefined && { handler: input.Handler }),
    ...(input.Runtime !== undefined && { runtime: input.Runtime }),
    ...(TracingConfig?.Mode !== undefined && { tracingMode: TracingConfig.Mode }),
    ...(EphemeralStorage?.Size !== undefined && { ephemeralStorage: EphemeralStorage.Size }),
    ...(LoggingConfig?.LogGroup !== undefined && { logGroup: LoggingConfig.LogGroup }),
  };
}

/** Throws InvalidParameterValueException when functions of this runtime cannot run on this machine. */
export async function requireRuntime(runtimes: Runtimes, runtime: string): Promise<void> {
  const resolved = await runtimes.resolve(runtime);
  if (!resolved.available) throw invalidParameter(resolved.reason);
}

/** One architecture, `x86_64` unless given. It is told, not enforced: code runs on this machine's processor. */
export function architecturesOf(given: readonly Architecture[] | undefined): Architecture[] {
  if (given === undefined || given.length === 0) return ['x86_64'];
  if (given.length > 1) {
    throw validation(
      `[${given.join(', ')}]`,
      'architectures',
      'Member must have length less than or equal to 1',
    );
  }
  return [...given];
}

function requireAtMost(value: number | undefined, member: string, maximum: number): void {
  if (value === undefined || value <= maximum) return;
  throw validation(value, member, `Member must have value less than or equal to ${maximum}`);
}

function variablesOf(environment: Environment): Record<string, string> {
  const variables = environment.Variables ?? {};
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > MAXIMUM_ENVIRONMENT_BYTES) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${measured}`,
    );
  }
  return variables;
}

function refuseUnsupported(input: Given): void {
  const { VpcConfig, LoggingConfig, SnapStart, DeadLetterConfig } = input;
  const refused: readonly [unknown, string][] = [
    [VpcConfig?.SubnetIds?.length || VpcConfig?.SecurityGroupIds?.length, 'VpcConfig'],
    [input.Layers?.length, 'Layers'],
    [input.FileSystemConfigs?.length, 'FileSystemConfigs'],
    [DeadLetterConfig?.TargetArn, 'DeadLetterConfig'],
    [input.KMSKeyArn, 'KMSKeyArn'],
    [input.CodeSigningConfigArn, 'CodeSigningConfigArn'],
    [input.ImageConfig && Object.keys(input.ImageConfig).length > 0, 'ImageConfig'],
    [SnapStart?.ApplyOn === 'PublishedVersions', 'SnapStart for PublishedVersions'],
    [LoggingConfig?.LogFormat === 'JSON', 'LoggingConfig with LogFormat JSON'],
    [LoggingConfig?.ApplicationLogLevel ?? LoggingConfig?.SystemLogLevel, 'LoggingConfig with log levels'],
    [input.TenancyConfig, 'TenancyConfig'],
    [input.CapacityProviderConfig, 'CapacityProviderConfig'],
    [input.DurableConfig, 'DurableConfig'],
    [input.PublishTo, 'PublishTo'],
    [input.PackageType === 'Image', 'PackageType Image'],
  ];
  for (const [given, name] of refused) if (given) throw notOffered(name);
}
