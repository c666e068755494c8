import type { DomainDescriptionType } from '@aws-sdk/client-cognito-identity-provider';
import { userPoolDomains, userPools } from '../../../definitions/user-pools.ts';
import { RevisionConflictError } from '../../../store/store.ts';
import { invalidParameter, notOffered, resourceNotFound } from '../errors.ts';
import { requirePool } from '../find.ts';
import type { CognitoHandlers, CognitoParts } from '../operations.ts';

const NO_DOMAIN: DomainDescriptionType = {};

type Names =
  | 'CreateUserPoolDomain'
  | 'DescribeUserPoolDomain'
  | 'UpdateUserPoolDomain'
  | 'DeleteUserPoolDomain';

/**
 * Prefix domains of the hosted endpoints.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html and its neighbours.
 */
export function domainHandlers({ store, clock, userPools: parts }: CognitoParts): CognitoHandlers<Names> {
  const domains = store.collection(userPoolDomains);
  const pools = store.collection(userPools);
  return {
    async CreateUserPoolDomain(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const { Domain: domain = '' } = input;
      if (input.CustomDomainConfig !== undefined) throw notOffered('CustomDomainConfig');
      if (input.Routing !== undefined) throw notOffered('Routing');
      if (pool.domain !== undefined) throw invalidParameter('User pool already has a domain configured.');
      if (/aws|amazon|cognito/.test(domain))
        throw invalidParameter(
          `Domain cannot contain reserved word: ${/aws|amazon|cognito/.exec(domain)?.[0]}`,
        );
      // Domains are unique in the whole store.
      if ((await domains.find(domain)).length > 0)
        throw invalidParameter('Domain already associated with another user pool.');
      const stored = await pools.get(pool.scope, pool.id);
      try {
        await store.commit([
          domains.putting(pool.scope, domain, { domain, poolId: pool.id, createdAt: clock() }, 0),
          pools.putting(pool.scope, pool.id, { ...(stored?.value ?? pool), domain }, stored?.revision),
        ]);
      } catch (error) {
        if (!(error instanceof RevisionConflictError)) throw error;
        throw invalidParameter('Domain already associated with another user pool.');
      }
      return { ManagedLoginVersion: 1 };
    },

    async DescribeUserPoolDomain(input, { account, region }) {
      const { Domain: domain = '' } = input;
      const stored = await domains.get({ account, region }, domain);
      // AWS answers an empty description for what is not there.
      if (!stored) return { DomainDescription: NO_DOMAIN };
      return {
        DomainDescription: {
          UserPoolId: stored.value.poolId,
          AWSAccountId: account,
          Domain: domain,
          Status: 'ACTIVE',
          ManagedLoginVersion: 1,
        },
      };
    },

    async UpdateUserPoolDomain(input, context) {
      await requirePool(parts, context, input.UserPoolId);
      if (input.CustomDomainConfig !== undefined) throw notOffered('CustomDomainConfig');
      if (input.Routing !== undefined) throw notOffered('Routing');
      if (input.ManagedLoginVersion !== undefined && input.ManagedLoginVersion !== 1)
        throw notOffered('ManagedLoginVersion 2');
      return { ManagedLoginVersion: 1 };
    },

    async DeleteUserPoolDomain(input, context) {
      const pool = await requirePool(parts, context, input.UserPoolId);
      const { Domain: domain = '' } = input;
      if (pool.domain !== domain) throw resourceNotFound('No such domain or user pool exists.');
      await pools.update(pool.scope, pool.id, ({ domain: _removed, ...record }) => record);
      await domains.delete(pool.scope, domain);
      return {};
    },
  };
}
