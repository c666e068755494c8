import type { QuotaSettings } from '../../definitions/usage-plans.ts';
import type { Scope } from '../../store/store.ts';

/** A key in a usage plan, whose requests are counted. */
export interface MeteredKey {
  /** The same for the same key in the same plan, and for no other. */
  readonly name: string;
  readonly scope: Scope;
  /** `usagePlanId/keyId`: the id of the record of its usage. */
  readonly id: string;
  /** Undefined where the plan has none: then the key's requests are counted and all of them go on. */
  readonly quota: QuotaSettings | undefined;
}

export function meteredKey(
  scope: Scope,
  usagePlanId: string,
  keyId: string,
  quota: QuotaSettings | undefined,
): MeteredKey {
  const id = `${usagePlanId}/${keyId}`;
  return { name: `${scope.account}/${scope.region}/${id}`, scope, id, quota };
}

/**
 * How many requests keys have made of their quotas. One contract, several engines; every engine passes
 * `quota-counters-contract.ts`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export interface QuotaCounters {
  /**
   * Counts a request, unless the present period of the key's quota has none left.
   * @returns whether it was counted; at once where that is known. Rejects when the usage can't be read.
   */
  count(key: MeteredKey): boolean | Promise<boolean>;
  /** Takes one count back: the request was refused all the same. */
  uncount(key: MeteredKey): void;
  /** Makes everything that was counted so far durable, and visible in the records of usages. */
  flush(): Promise<void>;
  /** Flushes, and lets go of everything. */
  close(): Promise<void>;
}
