import type { KeyAccess } from './key-access.ts';

/** An API key as the data plane knows it. */
export interface CachedKey {
  /** Hash of the value, under the key's account and region. */
  readonly valueId: string;
  /** `account/region/keyId` */
  readonly name: string;
  readonly id: string;
  readonly value: string;
  /** By its tag. */
  readonly tenant: string | undefined;
  readonly enabled: boolean;
  /** `restApiId/stageName` */
  readonly stageKeys: readonly string[];
  readonly usagePlanIds: readonly string[];
  /** What the key may call, by `restApiId/stageName`; null for stages that it does not open. */
  readonly accesses: Map<string, KeyAccess | null>;
  /** As of which change of usage plans that is. */
  accessesAsOf: number;
}
