import { createHash } from 'node:crypto';
import type { FunctionConfiguration, Runtime } from '@aws-sdk/client-lambda';
import { logGroupName } from '../../lambda/environment-variables.ts';
import { type FunctionTarget, functionArn } from '../../lambda/function-arn.ts';
import type { FunctionVersion } from '../../lambda/records.ts';

/**
 * A function version as most operations answer it. Functions are usable as soon as they are created here, so their
 * state is Active and their last update Successful from the start.
 * https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
 * @param qualifier what the ARN ends with; absent for the unqualified ARN
 */
export function functionConfiguration(
  target: FunctionTarget,
  version: FunctionVersion,
  qualifier?: string,
): FunctionConfiguration {
  return {
    ...listedConfiguration(target, version, qualifier),
    State: 'Active',
    LastUpdateStatus: 'Successful',
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(target.region, version.runtime) },
  };
}

/** What lists give of a version: without state and runtime version (recorded: list_versions_result). */
export function listedConfiguration(
  target: FunctionTarget,
  version: FunctionVersion,
  qualifier?: string,
): FunctionConfiguration {
  return {
    FunctionName: version.functionName,
    FunctionArn: functionArn(target, qualifier),
    Runtime: version.runtime as Runtime,
    Role: version.role,
    Handler: version.handler,
    CodeSize: version.codeSize,
    Description: version.description,
    Timeout: version.timeout,
    MemorySize: version.memorySize,
    LastModified: lastModified(version.lastModified),
    CodeSha256: version.codeSha256,
    Version: version.version,
    ...(version.environment !== undefined && { Environment: { Variables: version.environment } }),
    TracingConfig: { Mode: version.tracingMode ?? 'PassThrough' },
    RevisionId: version.revisionId,
    PackageType: 'Zip',
    Architectures: [...version.architectures],
    EphemeralStorage: { Size: version.ephemeralStorage ?? 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: logGroupName(version) },
  };
}

/** `2025-01-31T12:00:00.000+0000` */
function lastModified(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '+0000');
}

/** AWS names each build of a runtime by a hash; ours stands for the runtime as this machine has it. */
function runtimeVersionArn(region: string, runtime: string): string {
  return `arn:aws:lambda:${region}::runtime:${createHash('sha256').update(runtime).digest('hex')}`;
}
