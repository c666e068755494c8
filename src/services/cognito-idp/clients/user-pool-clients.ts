import { randomInt } from 'node:crypto';
import type { UserPoolClientType } from '@aws-sdk/client-cognito-identity-provider';
import {
  clientsOfPools,
  ofPool,
  type TokenValidity,
  type UserPoolClientRecord,
  userPoolClients,
} from '../../../definitions/user-pools.ts';
import type { UserPool } from '../../../user-pools/user-pool.ts';
import { clientNotFound, invalidParameter, limitExceeded } from '../errors.ts';
import { requireClientOf, requirePool } from '../find.ts';
import type { CognitoHandlers, CognitoParts } from '../operations.ts';
import { listPage } from '../pages.ts';
import { readClientSettings } from './client-settings.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 26;
const SECRET_LENGTH = 52;
/** "App clients per user pool: 1,000", of which AWS raises up to 10,000. */
const MAXIMUM_CLIENTS = 10_000;

type Names =
  | 'CreateUserPoolClient'
  | 'DescribeUserPoolClient'
  | 'UpdateUserPoolClient'
  | 'DeleteUserPoolClient'
  | 'ListUserPoolClients';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html and its neighbours. */
export function userPoolClientHandlers({
  store,
  clock,
  userPools: parts,
}: CognitoParts): CognitoHandlers<Names> {
  const collection = store.collection(userPoolClients);
  const byPool = store.collection(clientsOfPools);
  const scopesOf = async (pool: UserPool) => {
    const servers = await parts.pools.resourceServers(pool);
    return servers.flatMap(({ identifier, scopes }) => scopes.map(({ name }) => `${identifier}/${name}`));
  };
  return {
    async CreateUserPoolClient(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const listed = await byPool.list(pool.scope, { prefix: ofPool(pool.id), limit: MAXIMUM_CLIENTS });
      if (listed.length >= MAXIMUM_CLIENTS)
        throw limitExceeded('The maximum number of user pool clients has been reached.');
      if (input.GenerateSecret && input.ClientSecret !== undefined)
        throw invalidParameter('GenerateSecret and ClientSecret can not be given at the same time.');
      const secret = input.ClientSecret ?? (input.GenerateSecret ? randomText(SECRET_LENGTH) : undefined);
      const id = randomText(ID_LENGTH);
      const now = clock();
      const record: UserPoolClientRecord = {
        id,
        poolId: pool.id,
        name: input.ClientName ?? '',
        ...(secret !== undefined && { secret }),
        createdAt: now,
        modifiedAt: now,
        ...readClientSettings(input, pool, { scopes: await scopesOf(pool), hasSecret: secret !== undefined }),
      };
      await store.commit([
        collection.putting(pool.scope, id, record, 0),
        byPool.putting(pool.scope, `${ofPool(pool.id)}${id}`, { clientId: id }, 0),
      ]);
      return { UserPoolClient: clientView(record) };
    },

    async DescribeUserPoolClient(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const { client } = await requireClientOf(parts, pool, input.ClientId);
      return { UserPoolClient: clientView(client) };
    },

    async UpdateUserPoolClient(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const { client } = await requireClientOf(parts, pool, input.ClientId);
      const hasSecret = client.secret !== undefined;
      const settings = readClientSettings(input, pool, { scopes: await scopesOf(pool), hasSecret });
      const updated = await collection.update(
        pool.scope,
        client.id,
        ({ id, poolId, name, secret, createdAt }) => ({
          id,
          poolId,
          name: input.ClientName ?? name,
          ...(secret !== undefined && { secret }),
          createdAt,
          modifiedAt: clock(),
          ...settings,
        }),
      );
      if (!updated) throw clientNotFound(client.id);
      return { UserPoolClient: clientView(updated.value) };
    },

    async DeleteUserPoolClient(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const { client } = await requireClientOf(parts, pool, input.ClientId);
      await store.commit([
        collection.deleting(pool.scope, client.id),
        byPool.deleting(pool.scope, `${ofPool(pool.id)}${client.id}`),
      ]);
      return {};
    },

    async ListUserPoolClients(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const size = input.MaxResults ?? 60;
      const { page, token } = await listPage(byPool, pool.scope, {
        prefix: ofPool(pool.id),
        size,
        token: input.NextToken,
      });
      const clients = await Promise.all(page.map(({ value }) => collection.get(pool.scope, value.clientId)));
      return {
        UserPoolClients: clients.flatMap((stored) =>
          stored ? [{ ClientId: stored.value.id, UserPoolId: pool.id, ClientName: stored.value.name }] : [],
        ),
        ...(token !== undefined && { NextToken: token }),
      };
    },
  };
}

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

function clientView(client: UserPoolClientRecord): UserPoolClientType {
  const { accessTokenValidity: access, idTokenValidity: id, refreshTokenValidity: refresh } = client;
  const given = (validity: TokenValidity) => (validity.isDefault ? undefined : validity);
  const units = {
    ...(given(access) && { AccessToken: access.unit }),
    ...(given(id) && { IdToken: id.unit }),
    ...(given(refresh) && { RefreshToken: refresh.unit }),
  };
  return {
    UserPoolId: client.poolId,
    ClientName: client.name,
    ClientId: client.id,
    ...(client.secret !== undefined && { ClientSecret: client.secret }),
    LastModifiedDate: new Date(client.modifiedAt),
    CreationDate: new Date(client.createdAt),
    RefreshTokenValidity: refresh.value,
    ...(given(access) && { AccessTokenValidity: access.value }),
    ...(given(id) && { IdTokenValidity: id.value }),
    ...(Object.keys(units).length > 0 && { TokenValidityUnits: units }),
    ...(client.readAttributes && { ReadAttributes: client.readAttributes }),
    ...(client.writeAttributes && { WriteAttributes: client.writeAttributes }),
    // Written by readAuthFlows from the same type.
    ExplicitAuthFlows: client.explicitAuthFlows as UserPoolClientType['ExplicitAuthFlows'],
    ...(client.supportedIdentityProviders.length > 0 && {
      SupportedIdentityProviders: client.supportedIdentityProviders,
    }),
    ...(client.callbackUrls.length > 0 && { CallbackURLs: client.callbackUrls }),
    ...(client.logoutUrls.length > 0 && { LogoutURLs: client.logoutUrls }),
    ...(client.defaultRedirectUri !== undefined && { DefaultRedirectURI: client.defaultRedirectUri }),
    ...(client.oauthFlows.length > 0 && { AllowedOAuthFlows: client.oauthFlows }),
    ...(client.oauthScopes.length > 0 && { AllowedOAuthScopes: client.oauthScopes }),
    AllowedOAuthFlowsUserPoolClient: client.oauthEnabled,
    PreventUserExistenceErrors: client.preventUserExistenceErrors,
    EnableTokenRevocation: client.enableTokenRevocation,
    EnablePropagateAdditionalUserContextData: false,
    AuthSessionValidity: client.authSessionValidity,
  };
}
