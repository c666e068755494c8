import { differs, tagDifference, tagMap } from '../differences.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { CONFIGURATION, configuration, resets } from './function-configuration.ts';
import { type FunctionProperties, functionProperties } from './function-properties.ts';
import { inlineCode } from './inline-code.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export const lambdaFunction = resourceType({
  name: 'AWS::Lambda::Function',
  tags: 'Tags',
  naming: { property: 'FunctionName', maximumLength: 64 },
  attributes: ['Arn'],
  properties: functionProperties,

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
      Code: await codeOf(properties),
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
        ...(await codeOf(properties)),
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

/** Code as Lambda's API takes it: that of the template as a zip file, or where it is in S3. */
async function codeOf({ Code: { ZipFile, S3Bucket, S3Key, S3ObjectVersion }, Runtime }: FunctionProperties) {
  if (ZipFile === undefined) return { S3Bucket, S3Key, S3ObjectVersion };
  return { ZipFile: await inlineCode(ZipFile, Runtime ?? '') };
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
