import { integer, object, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpooldomain.html */
export const userPoolDomain = resourceType({
  name: 'AWS::Cognito::UserPoolDomain',
  attributes: ['Id'],
  properties: {
    CustomDomainConfig: { type: object({}), unsupported: 'the domain of a pool is a prefix.' },
    Domain: { type: string, required: true, replacement: true },
    ManagedLoginVersion: { type: integer },
    UserPoolId: { type: string, required: true, replacement: true },
  },

  async find({ Domain, UserPoolId }, { cognito }) {
    const { DomainDescription } = await cognito.DescribeUserPoolDomain({ Domain });
    return DomainDescription?.UserPoolId === UserPoolId ? [Domain] : [];
  },

  async create({ Domain, UserPoolId }, { cognito, started }) {
    await cognito.CreateUserPoolDomain({ Domain, UserPoolId });
    await started(Domain);
    return { physicalId: Domain, attributes: { Id: Domain } };
  },

  async update({ attributes }, { Domain, UserPoolId, ManagedLoginVersion }, _previous, { cognito }) {
    await cognito.UpdateUserPoolDomain({ Domain, UserPoolId, ManagedLoginVersion });
    return attributes;
  },

  async delete({ physicalId: Domain }, { UserPoolId }, { cognito }) {
    await unlessMissing(cognito.DeleteUserPoolDomain({ Domain, UserPoolId }));
  },
});
