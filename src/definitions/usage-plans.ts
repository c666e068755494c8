import { hash } from 'node:crypto';
import type { CollectionDefinition } from '../store/store.ts';

/**
 * A key that callers of methods with `apiKeyRequired` send. Record id: the key's id. A region may hold a million of them,
 * so everything that is asked of keys has an index: {@link apiKeyIds}, {@link apiKeyNames}, {@link apiKeyPlans}.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_ApiKey.html
 */
export interface ApiKey {
  id: string;
  /** The secret that callers send: 20 to 128 characters, unique in account and region. */
  value: string;
  name?: string;
  description?: string;
  /** AWS Marketplace customer. */
  customerId?: string;
  enabled: boolean;
  /** `restApiId/stageName`: stages of the time before usage plans. */
  stageKeys: string[];
  /** Set by patches of `/labels`; no answer shows them. */
  labels?: string[];
  tags?: Record<string, string>;
  /** ms since 1970, whole seconds. */
  createdDate: number;
  lastUpdatedDate: number;
}

/** An entry of an index of API keys. */
export interface ApiKeyReference {
  keyId: string;
}

/** How many API keys there are; the sum of all records of a scope is their number. */
export interface ApiKeyCount {
  count: number;
}

/** How many requests may be made, on average and at once. */
export interface ThrottleSettings {
  /** Requests in a burst. */
  burstLimit: number;
  /** Requests per second. */
  rateLimit: number;
}

/**
 * What an account's APIs in a region admit together.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export const ACCOUNT_THROTTLE: ThrottleSettings = { burstLimit: 5000, rateLimit: 10_000 };

/** https://docs.aws.amazon.com/apigateway/latest/api/API_QuotaSettings.html */
export interface QuotaSettings {
  /** Requests per period. */
  limit: number;
  /** Requests taken off the first period. */
  offset: number;
  /** Days, weeks from Sunday, or calendar months, in UTC. */
  period: 'DAY' | 'WEEK' | 'MONTH';
}

/** A stage that a usage plan's keys open. */
export interface ApiStage {
  apiId: string;
  stage: string;
  /** By `resourcePath/httpMethod`, e.g. `/pets/GET`. */
  throttle?: Record<string, ThrottleSettings>;
}

/** Record id: the plan's id. https://docs.aws.amazon.com/apigateway/latest/api/API_UsagePlan.html */
export interface UsagePlan {
  id: string;
  name: string;
  description?: string;
  apiStages: ApiStage[];
  /** For each key by itself. */
  throttle?: ThrottleSettings;
  /** For each key by itself. */
  quota?: QuotaSettings;
  /** AWS Marketplace product. */
  productCode?: string;
  tags?: Record<string, string>;
}

/** An API key in a usage plan. Record id: `usagePlanId/keyId`. */
export interface UsagePlanKey {
  usagePlanId: string;
  keyId: string;
}

/**
 * What a key has used of a plan. Record id: `usagePlanId/keyId`. Days of {@link USAGE_DAYS} are kept.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Usage.html
 */
export interface Usage {
  /** By date, `2026-01-31`: requests made, and requests left in the day's quota period at the day's end. */
  days: Record<string, [used: number, remaining: number]>;
  /** The day of the first request, whose quota period is shortened by the quota's offset; absent before there is one. */
  firstDay?: string;
  /** The quota by which the last day's rest was counted; absent when there was none. */
  quota?: QuotaSettings;
}

/** For how many days usage is remembered. */
export const USAGE_DAYS = 90;

/** The id under which {@link apiKeyIds} finds a key by its value: not the secret itself, and short. */
export function apiKeyValueId(value: string): string {
  return hash('sha256', value, 'hex');
}

export const apiKeys: CollectionDefinition<ApiKey> = { name: 'rest-api-keys', version: 1, local: true };
/** Keys by value. Record id: {@link apiKeyValueId}. */
export const apiKeyIds: CollectionDefinition<ApiKeyReference> = {
  name: 'rest-api-key-ids',
  version: 1,
  local: true,
};
/**
 * Keys by name and by customer. Record ids: `name/NAME/keyId`, `customer/CUSTOMER/keyId`, and `plan/usagePlanId/NAME/keyId`
 * for the keys of a usage plan; names and customers are encoded as URI components.
 */
export const apiKeyNames: CollectionDefinition<ApiKeyReference> = {
  name: 'rest-api-key-names',
  version: 1,
  local: true,
};
/** Record ids begin with any text: they only spread the writing. */
export const apiKeyCounts: CollectionDefinition<ApiKeyCount> = { name: 'rest-api-key-counts', version: 1 };
export const usagePlans: CollectionDefinition<UsagePlan> = { name: 'rest-usage-plans', version: 1 };
export const usagePlanKeys: CollectionDefinition<UsagePlanKey> = {
  name: 'rest-usage-plan-keys',
  version: 1,
  local: true,
};
/** Plans by key. Record id: `keyId/usagePlanId`. */
export const apiKeyPlans: CollectionDefinition<UsagePlanKey> = {
  name: 'rest-api-key-plans',
  version: 1,
  local: true,
};
export const usages: CollectionDefinition<Usage> = { name: 'rest-usages', version: 1, local: true };
