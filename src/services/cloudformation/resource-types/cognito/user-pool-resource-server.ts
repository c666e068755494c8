import { list, object, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolresourceserver.html */
export const userPoolResourceServer = resourceType({
  name: 'AWS::Cognito::UserPoolResourceServer',
  attributes: [],
  properties: {
    Identifier: { type: string, required: true, replacement: true },
    Name: { type: string, required: true },
    Scopes: {
      type: list(
        object({
          ScopeDescription: { type: string, required: true },
          ScopeName: { type: string, required: true },
        }),
      ),
    },
    UserPoolId: { type: string, required: true, replacement: true },
  },

  async find({ UserPoolId, Identifier }, { cognito }) {
    const found = await unlessMissing(cognito.DescribeResourceServer({ UserPoolId, Identifier }));
    return found === undefined ? [] : [Identifier];
  },

  async create(properties, { cognito, started }) {
    await cognito.CreateResourceServer(properties);
    await started(properties.Identifier);
    return { physicalId: properties.Identifier, attributes: {} };
  },

  async update({ attributes }, properties, _previous, { cognito }) {
    await cognito.UpdateResourceServer(properties);
    return attributes;
  },

  async delete({ physicalId: Identifier }, { UserPoolId }, { cognito }) {
    await unlessMissing(cognito.DeleteResourceServer({ UserPoolId, Identifier }));
  },
});
