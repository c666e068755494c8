import { timingSafeEqual } from 'node:crypto';
import { tenantOf } from '../../definitions/tenants.ts';
import {
  type ApiStage,
  apiKeyIds,
  apiKeyPlans,
  apiKeys,
  apiKeyValueId,
  type UsagePlan,
  usagePlans,
} from '../../definitions/usage-plans.ts';
import type { ChangeEvent, Scope, Store } from '../../store/store.ts';
import { KeptRecords } from '../integrations/kept-records.ts';
import type { CachedKey } from './cached-key.ts';
import { type KeyAccess, planAccess, stageAccess } from './key-access.ts';
import { KnownKeys } from './known-keys.ts';
import { UnknownKeys } from './unknown-keys.ts';

/** Why a key opens nothing, as execution logs say it. */
export type KeyRefusal = 'unknown' | 'disabled' | 'noPlan';

/** Keys that are remembered, and hashes of values that are none. */
const MAXIMUM_KNOWN = 50_000;
const MAXIMUM_UNKNOWN = 20_000;
/** As `services/apigateway/api-key-value.ts` bounds them; bytes of a character at most. */
const LONGEST_VALUE = 128;
const BYTES_PER_CHARACTER = 4;

/** A key that is being looked up. */
interface Lookup {
  readonly valueId: string;
  /** `account/region/keyId`, once it is known. */
  name: string | undefined;
  /** True when something about it has changed meanwhile. */
  stale: boolean;
}

/**
 * The API keys of the data plane, found by the hash of their values: how long that takes says nothing of the values that
 * there are. What was found is remembered until it changes, within bounds, and so is what was not.
 */
export class ApiKeys {
  readonly #store: Store;
  readonly #known = new KnownKeys(MAXIMUM_KNOWN);
  readonly #unknown = new UnknownKeys(MAXIMUM_UNKNOWN);
  readonly #plans: KeptRecords<UsagePlan>;
  readonly #lookups = new Set<Lookup>();
  readonly #unsubscribe: () => void;
  /** Grows with each change of a usage plan. */
  #planChanges = 0;

  constructor(store: Store) {
    this.#store = store;
    this.#plans = new KeptRecords(store, usagePlans);
    this.#unsubscribe = store.subscribe((event) => this.#onChange(event));
  }

  /** Keys and values that are none, as many as are remembered. */
  get size(): number {
    return this.#known.size + this.#unknown.size;
  }

  /**
   * What the key with a value may use of a stage, at once where it is remembered. Rejects when the store can't be read.
   * @param value as it came in a header, a character for each byte
   * @param stageKey `restApiId/stageName`
   */
  access(
    scope: Scope,
    stageKey: string,
    value: string,
  ): KeyAccess | KeyRefusal | Promise<KeyAccess | KeyRefusal> {
    if (value.length > LONGEST_VALUE * BYTES_PER_CHARACTER) return 'unknown';
    const text = decoded(value);
    if (text.length === 0 || text.length > LONGEST_VALUE) return 'unknown';
    const id = apiKeyValueId(text);
    const valueId = `${scope.account}/${scope.region}/${id}`;
    const known = this.#known.get(valueId);
    if (known) return this.#accessOf(known, scope, stageKey);
    if (this.#unknown.has(valueId)) return 'unknown';
    return this.#find(scope, id, valueId, text).then((key) =>
      key ? this.#accessOf(key, scope, stageKey) : 'unknown',
    );
  }

  close(): void {
    this.#unsubscribe();
    this.#plans.close();
  }

  #accessOf(
    key: CachedKey,
    scope: Scope,
    stageKey: string,
  ): KeyAccess | KeyRefusal | Promise<KeyAccess | KeyRefusal> {
    if (!key.enabled) return 'disabled';
    if (key.accessesAsOf !== this.#planChanges) {
      key.accesses.clear();
      key.accessesAsOf = this.#planChanges;
    }
    const access = key.accesses.get(stageKey);
    if (access === undefined) return this.#resolve(key, scope, stageKey);
    return access ?? 'noPlan';
  }

  async #resolve(key: CachedKey, scope: Scope, stageKey: string): Promise<KeyAccess | KeyRefusal> {
    const asOf = this.#planChanges;
    const access = await this.#open(key, scope, stageKey);
    if (asOf === this.#planChanges && key.accessesAsOf === asOf) key.accesses.set(stageKey, access ?? null);
    return access ?? 'noPlan';
  }

  async #open(key: CachedKey, scope: Scope, stageKey: string): Promise<KeyAccess | undefined> {
    for (const usagePlanId of key.usagePlanIds) {
      const plan = await this.#plans.get(scope, usagePlanId);
      const apiStage = plan?.apiStages.find((one) => stageKeyOf(one) === stageKey);
      if (plan && apiStage) return planAccess(scope, key, plan, apiStage);
    }
    return key.stageKeys.includes(stageKey) ? stageAccess(key.id, key.value) : undefined;
  }

  async #find(scope: Scope, id: string, valueId: string, value: string): Promise<CachedKey | undefined> {
    const lookup: Lookup = { valueId, name: undefined, stale: false };
    this.#lookups.add(lookup);
    try {
      const key = await this.#read(scope, id, value, lookup);
      if (lookup.stale) return key;
      if (key) this.#known.add(key);
      else this.#unknown.add(valueId);
      return key;
    } finally {
      this.#lookups.delete(lookup);
    }
  }

  async #read(scope: Scope, id: string, value: string, lookup: Lookup): Promise<CachedKey | undefined> {
    const reference = await this.#store.collection(apiKeyIds).get(scope, id);
    if (!reference) return undefined;
    const { keyId } = reference.value;
    lookup.name = nameOf(scope, keyId);
    const plans = await this.#store.collection(apiKeyPlans).list(scope, { prefix: `${keyId}/` });
    const found = await this.#store.collection(apiKeys).get(scope, keyId);
    if (!found || !isSame(found.value.value, value)) return undefined;
    const { enabled, stageKeys } = found.value;
    const usagePlanIds = plans.map((plan) => plan.value.usagePlanId);
    const { valueId } = lookup;
    const tenant = tenantOf(found.value);
    const members = {
      valueId,
      name: lookup.name,
      id: keyId,
      value,
      tenant,
      enabled,
      stageKeys,
      usagePlanIds,
    };
    return { ...members, accesses: new Map(), accessesAsOf: this.#planChanges };
  }

  #onChange({ collection, scope, id }: ChangeEvent): void {
    if (collection === usagePlans.name) this.#planChanges++;
    else if (collection === apiKeyIds.name) this.#forgetValue(`${scope.account}/${scope.region}/${id}`);
    else if (collection === apiKeys.name) this.#forgetKey(nameOf(scope, id));
    else if (collection === apiKeyPlans.name) this.#forgetKey(nameOf(scope, id.slice(0, id.indexOf('/'))));
  }

  #forgetValue(valueId: string): void {
    this.#known.forgetValue(valueId);
    this.#unknown.delete(valueId);
    for (const lookup of this.#lookups) if (lookup.valueId === valueId) lookup.stale = true;
  }

  #forgetKey(name: string): void {
    this.#known.forgetId(name);
    for (const lookup of this.#lookups) if (lookup.name === name) lookup.stale = true;
  }
}

/** UTF-8, where a header has bytes beyond ASCII. */
function decoded(value: string): string {
  for (let index = 0; index < value.length; index++) {
    if (value.charCodeAt(index) > 0x7f) return Buffer.from(value, 'latin1').toString();
  }
  return value;
}

function stageKeyOf({ apiId, stage }: ApiStage): string {
  return `${apiId}/${stage}`;
}

function nameOf({ account, region }: Scope, keyId: string): string {
  return `${account}/${region}/${keyId}`;
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
