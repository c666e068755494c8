import { boolean, list, map, object, oneOf, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

const attributes = list(object({ Name: { type: string, required: true }, Value: { type: string } }));

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpooluser.html */
export const userPoolUser = resourceType({
  name: 'AWS::Cognito::UserPoolUser',
  naming: { property: 'Username', maximumLength: 128 },
  attributes: [],
  properties: {
    ClientMetadata: { type: map(string), replacement: true },
    DesiredDeliveryMediums: { type: list(oneOf('EMAIL', 'SMS')), replacement: true },
    ForceAliasCreation: { type: boolean, replacement: true },
    MessageAction: { type: oneOf('RESEND', 'SUPPRESS'), replacement: true },
    UserAttributes: { type: attributes, replacement: true },
    Username: { type: string, replacement: true },
    UserPoolId: { type: string, required: true, replacement: true },
    ValidationData: { type: attributes, replacement: true },
  },

  async find({ UserPoolId }, { cognito, name: Username }) {
    const found = await unlessMissing(cognito.AdminGetUser({ UserPoolId, Username }));
    return found?.Username === undefined ? [] : [found.Username];
  },

  async create(properties, { cognito, name, started }) {
    const { User } = await cognito.AdminCreateUser({ ...properties, Username: name });
    const physicalId = User?.Username ?? name;
    await started(physicalId);
    return { physicalId, attributes: {} };
  },

  // Every property makes a new user.
  update: async (current) => current.attributes,

  async delete({ physicalId: Username }, { UserPoolId }, { cognito }) {
    await unlessMissing(cognito.AdminDeleteUser({ UserPoolId, Username }));
  },
});
