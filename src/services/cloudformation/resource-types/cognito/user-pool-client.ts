import { boolean, checkedByService, integer, list, object, oneOf, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

const PAGE = 60;
const unit = oneOf('seconds', 'minutes', 'hours', 'days');

type AuthFlow =
  | 'ADMIN_NO_SRP_AUTH'
  | 'CUSTOM_AUTH_FLOW_ONLY'
  | 'USER_PASSWORD_AUTH'
  | 'ALLOW_ADMIN_USER_PASSWORD_AUTH'
  | 'ALLOW_CUSTOM_AUTH'
  | 'ALLOW_USER_PASSWORD_AUTH'
  | 'ALLOW_USER_SRP_AUTH'
  | 'ALLOW_REFRESH_TOKEN_AUTH'
  | 'ALLOW_USER_AUTH';

/**
 * Names of clients need not be unique: one is made under its generated name, by which it is found again, and gets its own
 * name when its identifier is recorded.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolclient.html
 */
export const userPoolClient = resourceType({
  name: 'AWS::Cognito::UserPoolClient',
  naming: { maximumLength: 128 },
  attributes: ['ClientId', 'ClientSecret', 'Name'],
  properties: {
    AccessTokenValidity: { type: integer },
    AllowedOAuthFlows: { type: list(oneOf('code', 'implicit', 'client_credentials')) },
    AllowedOAuthFlowsUserPoolClient: { type: boolean },
    AllowedOAuthScopes: { type: list(string) },
    AnalyticsConfiguration: { type: object({}), unsupported: 'there is no Amazon Pinpoint here.' },
    AuthSessionValidity: { type: integer },
    CallbackURLs: { type: list(string) },
    ClientName: { type: string },
    DefaultRedirectURI: { type: string },
    EnablePropagateAdditionalUserContextData: { type: boolean },
    EnableTokenRevocation: { type: boolean },
    ExplicitAuthFlows: { type: list(checkedByService<AuthFlow>()) },
    GenerateSecret: { type: boolean, replacement: true },
    IdTokenValidity: { type: integer },
    LogoutURLs: { type: list(string) },
    PreventUserExistenceErrors: { type: oneOf('ENABLED', 'LEGACY') },
    ReadAttributes: { type: list(string) },
    RefreshTokenRotation: {
      type: object({
        Feature: { type: oneOf('ENABLED', 'DISABLED'), required: true },
        RetryGracePeriodSeconds: { type: integer },
      }),
    },
    RefreshTokenValidity: { type: integer },
    SupportedIdentityProviders: { type: list(string) },
    TokenValidityUnits: {
      type: object({
        AccessToken: { type: unit },
        IdToken: { type: unit },
        RefreshToken: { type: unit },
      }),
    },
    UserPoolId: { type: string, required: true, replacement: true },
    WriteAttributes: { type: list(string) },
  },

  async find({ UserPoolId }, { cognito, name }) {
    const found: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await unlessMissing(
        cognito.ListUserPoolClients({ UserPoolId, MaxResults: PAGE, NextToken }),
      );
      for (const client of page?.UserPoolClients ?? [])
        if (client.ClientName === name) found.push(client.ClientId ?? '');
      NextToken = page?.NextToken;
    } while (NextToken !== undefined);
    return found;
  },

  async create({ ClientName, ...settings }, context) {
    const { cognito, name } = context;
    const { UserPoolClient } = await cognito.CreateUserPoolClient({ ...settings, ClientName: name });
    const physicalId = UserPoolClient?.ClientId ?? '';
    const secret = UserPoolClient?.ClientSecret;
    const attributes = {
      ClientId: physicalId,
      ...(secret !== undefined && { ClientSecret: secret }),
      Name: ClientName ?? name,
    };
    await context.started(physicalId, attributes);
    if (ClientName !== undefined) {
      const { GenerateSecret: _secret, ...changeable } = settings;
      await cognito.UpdateUserPoolClient({ ...changeable, ClientId: physicalId, ClientName });
    }
    return { physicalId, attributes };
  },

  async update({ physicalId: ClientId, attributes }, properties, _previous, { cognito }) {
    const { GenerateSecret: _secret, ClientName = attributes.Name, ...changeable } = properties;
    await cognito.UpdateUserPoolClient({
      ...changeable,
      ClientId,
      ...(ClientName !== undefined && { ClientName }),
    });
    return { ...attributes, ...(ClientName !== undefined && { Name: ClientName }) };
  },

  async delete({ physicalId: ClientId }, { UserPoolId }, { cognito }) {
    await unlessMissing(cognito.DeleteUserPoolClient({ UserPoolId, ClientId }));
  },
});
