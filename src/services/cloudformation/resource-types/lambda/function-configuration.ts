import type { FunctionProperties } from './function-properties.ts';

/** Properties that UpdateFunctionConfiguration changes. */
export const CONFIGURATION = [
  'DeadLetterConfig',
  'Description',
  'Environment',
  'EphemeralStorage',
  'Handler',
  'KmsKeyArn',
  'Layers',
  'LoggingConfig',
  'MemorySize',
  'Role',
  'Runtime',
  'SnapStart',
  'Timeout',
  'TracingConfig',
  'VpcConfig',
] as const;

/** What CreateFunction and UpdateFunctionConfiguration have in common. */
export function configuration(properties: FunctionProperties) {
  return {
    DeadLetterConfig: properties.DeadLetterConfig,
    Description: properties.Description,
    Environment: properties.Environment,
    EphemeralStorage: properties.EphemeralStorage,
    Handler: properties.Handler,
    KMSKeyArn: properties.KmsKeyArn,
    Layers: properties.Layers,
    LoggingConfig: properties.LoggingConfig,
    MemorySize: properties.MemorySize,
    Role: properties.Role,
    Runtime: properties.Runtime,
    SnapStart: properties.SnapStart,
    Timeout: properties.Timeout,
    TracingConfig: properties.TracingConfig,
    VpcConfig: properties.VpcConfig,
  };
}

/** What brings properties that are no longer given back to what they are by default. */
export function resets(previous: FunctionProperties, properties: FunctionProperties) {
  const gone = (name: (typeof CONFIGURATION)[number]) =>
    previous[name] !== undefined && properties[name] === undefined;
  return {
    ...(gone('DeadLetterConfig') && { DeadLetterConfig: { TargetArn: '' } }),
    ...(gone('Description') && { Description: '' }),
    ...(gone('Environment') && { Environment: { Variables: {} } }),
    ...(gone('EphemeralStorage') && { EphemeralStorage: { Size: 512 } }),
    ...(gone('KmsKeyArn') && { KMSKeyArn: '' }),
    ...(gone('Layers') && { Layers: [] }),
    ...(gone('LoggingConfig') && { LoggingConfig: { LogFormat: 'Text' as const } }),
    ...(gone('MemorySize') && { MemorySize: 128 }),
    ...(gone('SnapStart') && { SnapStart: { ApplyOn: 'None' as const } }),
    ...(gone('Timeout') && { Timeout: 3 }),
    ...(gone('TracingConfig') && { TracingConfig: { Mode: 'PassThrough' as const } }),
    ...(gone('VpcConfig') && { VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } }),
  };
}
