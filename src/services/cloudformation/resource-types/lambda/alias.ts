import { integer, list, number, object, type PropertiesOf, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

const properties = {
  Description: { type: string },
  FunctionName: { type: string, required: true, replacement: true },
  FunctionVersion: { type: string, required: true },
  Name: { type: string, required: true, replacement: true },
  ProvisionedConcurrencyConfig: {
    type: object({ ProvisionedConcurrentExecutions: { type: integer, required: true } }),
    unsupported: 'concurrency is not provisioned.',
  },
  RoutingConfig: {
    type: object({
      AdditionalVersionWeights: {
        type: list(
          object({
            FunctionVersion: { type: string, required: true },
            FunctionWeight: { type: number, required: true },
          }),
        ),
      },
    }),
  },
} as const;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html */
export const alias = resourceType({
  name: 'AWS::Lambda::Alias',
  attributes: ['AliasArn'],
  properties,

  async find({ FunctionName, Name }, { lambda }) {
    const found = await unlessMissing(lambda.GetAlias({ FunctionName, Name }));
    return found?.AliasArn === undefined ? [] : [found.AliasArn];
  },

  async create(properties, context) {
    const { FunctionName, Name } = properties;
    const created = await context.lambda.CreateAlias({ FunctionName, Name, ...settings(properties) });
    const physicalId = created.AliasArn ?? '';
    await context.started(physicalId);
    return { physicalId, attributes: { AliasArn: physicalId } };
  },

  async update({ attributes }, properties, _previous, { lambda }) {
    const { FunctionName, Name } = properties;
    await lambda.UpdateAlias({ FunctionName, Name, ...settings(properties) });
    return attributes;
  },

  async delete(_current, { FunctionName, Name }, { lambda }) {
    await unlessMissing(lambda.DeleteAlias({ FunctionName, Name }));
  },
});

function settings({ Description, FunctionVersion, RoutingConfig }: PropertiesOf<typeof properties>) {
  const weights = RoutingConfig?.AdditionalVersionWeights ?? [];
  return {
    Description: Description ?? '',
    FunctionVersion,
    RoutingConfig: {
      AdditionalVersionWeights: Object.fromEntries(
        weights.map((one) => [one.FunctionVersion, one.FunctionWeight]),
      ),
    },
  };
}
