import type { AuthorizerType, PatchOperation } from '@aws-sdk/client-api-gateway';
import { listDifference } from '../differences.ts';
import { checkedByService, integer, list, type PropertiesOf, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { allItems, PAGE_LIMIT } from './pages.ts';
import { replacing } from './patch.ts';

const properties = {
  AuthType: { type: string },
  AuthorizerCredentials: { type: string },
  AuthorizerResultTtlInSeconds: { type: integer },
  AuthorizerUri: { type: string },
  IdentitySource: { type: string },
  IdentityValidationExpression: { type: string },
  Name: { type: string, required: true },
  ProviderARNs: { type: list(string) },
  RestApiId: { type: string, required: true, replacement: true },
  Type: { type: checkedByService<AuthorizerType>(), required: true },
} as const;

type AuthorizerProperties = PropertiesOf<typeof properties>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html */
export const authorizer = resourceType({
  name: 'AWS::ApiGateway::Authorizer',
  attributes: ['AuthorizerId'],
  properties,

  // No two authorizers of an API have the same name.
  async find({ RestApiId: restApiId, Name }, { apigateway }) {
    const authorizers = await allItems((position) =>
      unlessMissing(apigateway.GetAuthorizers({ restApiId, limit: PAGE_LIMIT, position })),
    );
    return authorizers.flatMap((one) => (one.name === Name ? (one.id ?? []) : []));
  },

  async create(properties, context) {
    const created = await context.apigateway.CreateAuthorizer({
      restApiId: properties.RestApiId,
      name: properties.Name,
      type: properties.Type,
      providerARNs: properties.ProviderARNs,
      authType: properties.AuthType,
      authorizerUri: properties.AuthorizerUri,
      authorizerCredentials: properties.AuthorizerCredentials,
      identitySource: properties.IdentitySource,
      identityValidationExpression: properties.IdentityValidationExpression,
      authorizerResultTtlInSeconds: properties.AuthorizerResultTtlInSeconds,
    });
    const physicalId = created.id ?? '';
    await context.started(physicalId);
    return { physicalId, attributes: { AuthorizerId: physicalId } };
  },

  async update({ physicalId: authorizerId, attributes }, properties, previous, { apigateway }) {
    const patchOperations = changes(previous, properties);
    if (patchOperations.length > 0)
      await apigateway.UpdateAuthorizer({ restApiId: properties.RestApiId, authorizerId, patchOperations });
    return attributes;
  },

  async delete({ physicalId: authorizerId }, { RestApiId: restApiId }, { apigateway }) {
    await unlessMissing(apigateway.DeleteAuthorizer({ restApiId, authorizerId }));
  },
});

function changes(before: AuthorizerProperties, after: AuthorizerProperties): PatchOperation[] {
  const providers = listDifference(before.ProviderARNs, after.ProviderARNs);
  return [
    ...replacing(
      ['/name', before.Name, after.Name, ''],
      ['/type', before.Type, after.Type, ''],
      ['/authType', before.AuthType, after.AuthType, ''],
      ['/authorizerUri', before.AuthorizerUri, after.AuthorizerUri, ''],
      ['/authorizerCredentials', before.AuthorizerCredentials, after.AuthorizerCredentials, ''],
      ['/identitySource', before.IdentitySource, after.IdentitySource, ''],
      [
        '/identityValidationExpression',
        before.IdentityValidationExpression,
        after.IdentityValidationExpression,
        '',
      ],
      [
        '/authorizerResultTtlInSeconds',
        before.AuthorizerResultTtlInSeconds,
        after.AuthorizerResultTtlInSeconds,
        '300',
      ],
    ),
    // New ones first: a COGNITO_USER_POOLS authorizer is never without any.
    ...providers.added.map((value): PatchOperation => ({ op: 'add', path: '/providerARNs', value })),
    ...providers.removed.map((value): PatchOperation => ({ op: 'remove', path: '/providerARNs', value })),
  ];
}
