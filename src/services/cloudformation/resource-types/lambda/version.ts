import type { ListVersionsByFunctionResponse } from '@aws-sdk/client-lambda';
import { integer, object, string } from '../property-type.ts';
import { HandlerError, type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html */
export const version = resourceType({
  name: 'AWS::Lambda::Version',
  attributes: ['FunctionArn', 'Version'],
  properties: {
    CodeSha256: { type: string, replacement: true },
    Description: { type: string, replacement: true },
    FunctionName: { type: string, required: true, replacement: true },
    FunctionScalingConfig: { type: object({}), unsupported: 'there are no capacity providers.' },
    ProvisionedConcurrencyConfig: {
      type: object({ ProvisionedConcurrentExecutions: { type: integer, required: true } }),
      unsupported: 'concurrency is not provisioned.',
    },
    RuntimePolicy: { type: object({}), unsupported: "runtimes are the machine's own." },
  },

  find: ({ FunctionName }, context) => publishedVersions(FunctionName, context),

  async create({ FunctionName, Description, CodeSha256 }, context) {
    const before = await publishedVersions(FunctionName, context);
    const published = await context.lambda.PublishVersion({ FunctionName, Description, CodeSha256 });
    const physicalId = published.FunctionArn ?? '';
    const Version = published.Version ?? '';
    // PublishVersion answers with the version that has this code already.
    if (before.includes(physicalId))
      throw new HandlerError(
        'AlreadyExists',
        `A version for this Lambda function exists ( ${Version} ). Modify the function to create a new version.`,
      );
    await context.started(physicalId);
    return { physicalId, attributes: { FunctionArn: physicalId, Version } };
  },

  // Every property makes a new version.
  update: async ({ attributes }) => attributes,

  async delete({ physicalId }, { FunctionName }, { lambda }) {
    const Qualifier = physicalId.slice(physicalId.lastIndexOf(':') + 1);
    await unlessMissing(lambda.DeleteFunction({ FunctionName, Qualifier }));
  },
});

/** ARNs of the versions of a function. */
async function publishedVersions(FunctionName: string, { lambda }: ResourceContext): Promise<string[]> {
  const arns: string[] = [];
  let Marker: string | undefined;
  do {
    const page: ListVersionsByFunctionResponse | undefined = await unlessMissing(
      lambda.ListVersionsByFunction({ FunctionName, Marker }),
    );
    for (const one of page?.Versions ?? [])
      if (one.Version !== '$LATEST' && one.FunctionArn !== undefined) arns.push(one.FunctionArn);
    Marker = page?.NextMarker;
  } while (Marker !== undefined);
  return arns;
}
