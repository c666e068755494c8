import type { Runtime } from '@aws-sdk/client-lambda';
import {
  boolean,
  checkedByService,
  integer,
  list,
  map,
  object,
  oneOf,
  type PropertiesOf,
  string,
  tags,
} from '../property-type.ts';

const NO_CONTAINERS = 'functions are run from zip files, not from container images.';

/** The properties of AWS::Lambda::Function. */
export const functionProperties = {
  Architectures: { type: list(oneOf('x86_64', 'arm64')) },
  Code: {
    required: true,
    type: object({
      ImageUri: { type: string, unsupported: NO_CONTAINERS },
      S3Bucket: { type: string },
      S3Key: { type: string },
      S3ObjectStorageMode: { type: string, unsupported: 'code is always copied from Amazon S3.' },
      S3ObjectVersion: { type: string },
      SourceKMSKeyArn: { type: string, unsupported: 'there are no KMS keys here.' },
      ZipFile: { type: string },
    }),
  },
  CodeSigningConfigArn: { type: string, unsupported: 'code is not signed here.' },
  DeadLetterConfig: { type: object({ TargetArn: { type: string } }) },
  Description: { type: string },
  Environment: { type: object({ Variables: { type: map(string) } }) },
  EphemeralStorage: { type: object({ Size: { type: integer, required: true } }) },
  FileSystemConfigs: { type: list(object({})), unsupported: 'there are no file systems to mount.' },
  FunctionName: { type: string, replacement: true },
  Handler: { type: string },
  ImageConfig: { type: object({}), unsupported: NO_CONTAINERS },
  KmsKeyArn: { type: string },
  Layers: { type: list(string) },
  LoggingConfig: {
    type: object({
      ApplicationLogLevel: { type: oneOf('TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL') },
      LogFormat: { type: oneOf('Text', 'JSON') },
      LogGroup: { type: string },
      SystemLogLevel: { type: oneOf('DEBUG', 'INFO', 'WARN') },
    }),
  },
  MemorySize: { type: integer },
  PackageType: { type: oneOf('Image', 'Zip'), replacement: true },
  RecursiveLoop: { type: string, unsupported: 'recursive loops are not detected.' },
  ReservedConcurrentExecutions: { type: integer },
  Role: { type: string, required: true },
  Runtime: { type: checkedByService<Runtime>() },
  RuntimeManagementConfig: { type: object({}), unsupported: "runtimes are the machine's own." },
  SnapStart: { type: object({ ApplyOn: { type: oneOf('PublishedVersions', 'None'), required: true } }) },
  Tags: { type: tags },
  Timeout: { type: integer },
  TracingConfig: { type: object({ Mode: { type: oneOf('Active', 'PassThrough') } }) },
  VpcConfig: {
    type: object({
      Ipv6AllowedForDualStack: { type: boolean },
      SecurityGroupIds: { type: list(string) },
      SubnetIds: { type: list(string) },
    }),
  },
} as const;

export type FunctionProperties = PropertiesOf<typeof functionProperties>;
