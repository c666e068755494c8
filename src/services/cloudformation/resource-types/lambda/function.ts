import type { Runtime } from '@aws-sdk/client-lambda';
import { differs, tagDifference, tagMap } from '../differences.ts';
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
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { inlineCode } from './inline-code.ts';

const NO_BUCKETS = 'there is no Amazon S3 here to take code from; give the code inline as ZipFile.';
const NO_CONTAINERS = 'functions are run from zip files, not from container images.';

const properties = {
  Architectures: { type: list(oneOf('x86_64', 'arm64')) },
  Code: {
    required: true,
    type: object({
      ImageUri: { type: string, unsupported: NO_CONTAINERS },
      S3Bucket: { type: string, unsupported: NO_BUCKETS },
      S3Key: { type: string, unsupported: NO_BUCKETS },
      S3ObjectStorageMode: { type: string, unsupported: NO_BUCKETS },
      S3ObjectVersion: { type: string, unsupported: NO_BUCKETS },
      SourceKMSKeyArn: { type: string, unsupported: 'there are no KMS keys here.' },
      ZipFile: { type: string, required: true },
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

type FunctionProperties = PropertiesOf<typeof properties>;

/** Properties that UpdateFunctionConfiguration changes. */
const CONFIGURATION = [
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

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export const lambdaFunction = resourceType({
  name: 'AWS::Lambda::Function',
  tags: 'Tags',
  naming: { property: 'FunctionName', maximumLength: 64 },
  attributes: ['Arn'],
  properties,

  async find(_properties, { lambda, name }) {
    const found = await unlessMissing(lambda.GetFunctionConfiguration({ FunctionName: name }));
    return found === undefined ? [] : [name];
  },

  async create(properties, context) {
    const { lambda, name: FunctionName } = context;
    const created = await lambda.CreateFunction({
      ...configuration(properties),
      FunctionName,
      Role: properties.Role,
      Code: { ZipFile: await inlineCode(properties.Code.ZipFile, properties.Runtime ?? '') },
      Architectures: properties.Architectures,
      PackageType: properties.PackageType,
      Tags: properties.Tags && tagMap(properties.Tags),
    });
    await context.started(FunctionName);
    await changeConcurrency(FunctionName, undefined, properties, context);
    return { physicalId: FunctionName, attributes: { Arn: created.FunctionArn ?? '' } };
  },

  async update({ physicalId: FunctionName, attributes }, properties, previous, context) {
    const { lambda } = context;
    if (differs(previous, properties, 'Code', 'Architectures') || differs(previous, properties, 'Runtime'))
      await lambda.UpdateFunctionCode({
        FunctionName,
        ZipFile: await inlineCode(properties.Code.ZipFile, properties.Runtime ?? ''),
        Architectures: properties.Architectures ?? ['x86_64'],
      });
    if (differs(previous, properties, ...CONFIGURATION))
      await lambda.UpdateFunctionConfiguration({
        FunctionName,
        ...configuration(properties),
        ...resets(previous, properties),
      });
    await changeConcurrency(FunctionName, previous, properties, context);
    const { removedKeys, changed } = tagDifference(previous.Tags, properties.Tags);
    const Resource = attributes.Arn ?? '';
    if (removedKeys.length > 0) await lambda.UntagResource({ Resource, TagKeys: removedKeys });
    if (changed.length > 0) await lambda.TagResource({ Resource, Tags: tagMap(changed) });
    return attributes;
  },

  async delete({ physicalId: FunctionName }, _properties, { lambda }) {
    await unlessMissing(lambda.DeleteFunction({ FunctionName }));
  },
});

function configuration(properties: FunctionProperties) {
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
function resets(previous: FunctionProperties, properties: FunctionProperties) {
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

async function changeConcurrency(
  FunctionName: string,
  previous: FunctionProperties | undefined,
  { ReservedConcurrentExecutions }: FunctionProperties,
  { lambda }: ResourceContext,
): Promise<void> {
  if (ReservedConcurrentExecutions === previous?.ReservedConcurrentExecutions) return;
  if (ReservedConcurrentExecutions === undefined) await lambda.DeleteFunctionConcurrency({ FunctionName });
  else await lambda.PutFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions });
}
