import type { ResourceServerType } from '@aws-sdk/client-cognito-identity-provider';
import { ofPool, type ResourceServerRecord, resourceServers } from '../../../definitions/user-pools.ts';
import { RevisionConflictError } from '../../../store/store.ts';
import type { UserPool } from '../../../user-pools/user-pool.ts';
import { invalidParameter, limitExceeded, resourceNotFound } from '../errors.ts';
import { requirePool } from '../find.ts';
import type { CognitoHandlers, CognitoParts } from '../operations.ts';
import { listPage } from '../pages.ts';

/** "Resource servers per user pool: 25", of which AWS raises up to 300. */
const MAXIMUM_SERVERS = 300;
/** The most that a page has. */
const PAGE = 50;

type Names =
  | 'CreateResourceServer'
  | 'DescribeResourceServer'
  | 'UpdateResourceServer'
  | 'DeleteResourceServer'
  | 'ListResourceServers';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateResourceServer.html and its neighbours. */
export function resourceServerHandlers({ store, userPools: parts }: CognitoParts): CognitoHandlers<Names> {
  const collection = store.collection(resourceServers);
  const idOf = (pool: UserPool, identifier = '') => `${ofPool(pool.id)}${identifier}`;
  return {
    async CreateResourceServer(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const record = recordOf(input);
      if ((await parts.pools.resourceServers(pool)).length >= MAXIMUM_SERVERS)
        throw limitExceeded('The maximum number of resource servers has been reached.');
      try {
        await collection.put(pool.scope, idOf(pool, record.identifier), record, 0);
      } catch (error) {
        if (!(error instanceof RevisionConflictError)) throw error;
        throw invalidParameter(
          `ResourceServer with identifier ${record.identifier} already exists for userpool ${pool.id}.`,
        );
      }
      return { ResourceServer: view(pool, record) };
    },

    async DescribeResourceServer(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const stored = await collection.get(pool.scope, idOf(pool, input.Identifier));
      if (!stored) throw serverNotFound(input.Identifier);
      return { ResourceServer: view(pool, stored.value) };
    },

    async UpdateResourceServer(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const record = recordOf(input);
      const updated = await collection.update(pool.scope, idOf(pool, record.identifier), () => record);
      if (!updated) throw serverNotFound(input.Identifier);
      return { ResourceServer: view(pool, record) };
    },

    async DeleteResourceServer(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      if (!(await collection.delete(pool.scope, idOf(pool, input.Identifier))))
        throw serverNotFound(input.Identifier);
      return {};
    },

    async ListResourceServers(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const size = input.MaxResults ?? PAGE;
      const { page, token } = await listPage(collection, pool.scope, {
        prefix: ofPool(pool.id),
        size,
        token: input.NextToken,
      });
      return {
        ResourceServers: page.map(({ value }) => view(pool, value)),
        ...(token !== undefined && { NextToken: token }),
      };
    },
  };
}

function recordOf(input: {
  Identifier?: string | undefined;
  Name?: string | undefined;
  Scopes?: { ScopeName: string | undefined; ScopeDescription: string | undefined }[] | undefined;
}): ResourceServerRecord {
  return {
    identifier: input.Identifier ?? '',
    name: input.Name ?? '',
    scopes: (input.Scopes ?? []).map(({ ScopeName = '', ScopeDescription = '' }) => ({
      name: ScopeName,
      description: ScopeDescription,
    })),
  };
}

function view(pool: UserPool, { identifier, name, scopes }: ResourceServerRecord): ResourceServerType {
  return {
    UserPoolId: pool.id,
    Identifier: identifier,
    Name: name,
    Scopes: scopes.map((scope) => ({ ScopeName: scope.name, ScopeDescription: scope.description })),
  };
}

function serverNotFound(identifier = '') {
  return resourceNotFound(`Resource server ${identifier} does not exist.`);
}
