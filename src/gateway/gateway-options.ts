import type { Backends } from '../backends/backend.ts';
import type { Clock } from '../clock.ts';
import type { ThrottleSettings } from '../definitions/usage-plans.ts';
import type { IamAccessControl } from '../identity/access-control.ts';
import type { Authenticator } from '../identity/authenticator.ts';
import type { Organization } from '../identity/organization.ts';
import type { FunctionAccess, FunctionInvoker, ResponseStreamInvoker } from '../lambda/invoker.ts';
import type { Store } from '../store/store.ts';
import type { TokenBuckets } from '../store/token-buckets.ts';
import type { Log } from '../telemetry/log.ts';
import type { LogGroups } from '../telemetry/log-groups.ts';
import type { UserPoolIssuers } from './authorizers/cognito-user-pools.ts';
import type { ResponseCache } from './caching/response-cache.ts';
import type { VpcLinkTargets } from './integrations/http-connections.ts';
import type { BodyLimits } from './request/body.ts';
import type { QuotaCounters } from './throttling/quota-counters.ts';
import type { VpcEndpointSettings } from './vpc-endpoints.ts';

/** What a gateway works with, and what of it can be chosen. */
export interface GatewayOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly access: Pick<IamAccessControl, 'decide' | 'mayAssume'>;
  /** That all accounts belong to; none by default. */
  readonly organization?: Organization | undefined;
  readonly backends: Backends;
  /** Where VPC links lead; one that is not among them leads to the host of an integration's URI. */
  readonly vpcLinkTargets?: VpcLinkTargets | undefined;
  /** Through which private APIs may be invoked; none by default. */
  readonly vpcEndpoints?: readonly VpcEndpointSettings[] | undefined;
  readonly invoker: FunctionInvoker & ResponseStreamInvoker;
  readonly functionAccess: FunctionAccess;
  readonly log: Log;
  /** Where executions and accesses are logged; they are not when absent. */
  readonly logGroups?: LogGroups;
  readonly limits?: Partial<GatewayLimits>;
  /** Who signs the tokens of user pools; nobody by default. */
  readonly userPools?: UserPoolIssuers;
  /** In memory by default. */
  readonly responseCache?: ResponseCache;
  /** Of all APIs of an account in a region together; AWS's own by default. */
  readonly accountThrottle?: ThrottleSettings;
  /** In the memory of this process by default. */
  readonly tokenBuckets?: TokenBuckets;
  /** In the records of the store by default. */
  readonly quotaCounters?: QuotaCounters;
  /** From 0 to less than 1: decides which requests go to a canary. */
  readonly random?: () => number;
}

/** Quotas. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export interface GatewayLimits extends BodyLimits {
  /** Request line and header values together, in bytes. */
  readonly maximumHeaderSize: number;
  /** Bytes of all cached responses together. */
  readonly maximumCachedBytes: number;
  /** Bytes of all kept results of Lambda authorizers together, about. */
  readonly maximumAuthorizerBytes: number;
  /** Milliseconds that the function of a Lambda authorizer may take. */
  readonly authorizerTimeout: number;
}

export const DEFAULT_LIMITS: GatewayLimits = {
  maximumBodySize: 10 * 1024 * 1024,
  maximumHeldBytes: 256 * 1024 * 1024,
  bodyTimeout: 60_000,
  maximumHeaderSize: 10_240,
  maximumCachedBytes: 256 * 1024 * 1024,
  maximumAuthorizerBytes: 64 * 1024 * 1024,
  authorizerTimeout: 29_000,
};
