import { boolean, oneOf, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html */
export const permission = resourceType({
  name: 'AWS::Lambda::Permission',
  naming: { maximumLength: 100 },
  attributes: ['Id'],
  properties: {
    Action: { type: string, required: true, replacement: true },
    EventSourceToken: { type: string, replacement: true },
    FunctionName: { type: string, required: true, replacement: true },
    FunctionUrlAuthType: { type: oneOf('AWS_IAM', 'NONE'), replacement: true },
    InvokedViaFunctionUrl: { type: boolean, replacement: true },
    Principal: { type: string, required: true, replacement: true },
    PrincipalOrgID: { type: string, replacement: true },
    SourceAccount: { type: string, replacement: true },
    SourceArn: { type: string, replacement: true },
  },

  // The statement's id is made for this permission alone; deleting it when it is not there does no harm.
  find: async (_properties, { name }) => [name],

  async create(properties, context) {
    const StatementId = context.name;
    await context.lambda.AddPermission({ StatementId, ...properties });
    await context.started(StatementId);
    return { physicalId: StatementId, attributes: { Id: StatementId } };
  },

  // Every property makes a new permission.
  update: async ({ attributes }) => attributes,

  async delete({ physicalId: StatementId }, { FunctionName }, { lambda }) {
    await unlessMissing(lambda.RemovePermission({ FunctionName, StatementId }));
  },
});
